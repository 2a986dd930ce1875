package io.chatledger.command.provider;

import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import io.chatledger.api.AccountId;
import io.chatledger.api.Balance;
import io.chatledger.api.CheckBalance;
import io.chatledger.command.Api;
import io.chatledger.command.Api.Answer;
import io.chatledger.command.Api.User;
import io.chatledger.command.CommandSideTest;
import io.chatledger.command.account.AccountCommands;
import io.chatledger.command.personal.PersonalKeys;
import io.chatledger.personal.PersonalText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A side with providers that do what a test says; what is tested with them shares one context. */
@CommandSideTest
abstract class WithScriptedProviders {

    static final WireMockServer PROVIDER = start();
    /** All the time that a call of the provider of that name may take. */
    static final Duration HASTY = Duration.ofSeconds(2);
    static final String PATH = "/v1/chat/completions";
    static final String THINKS = "{\"choices\":[{\"index\":0,\"delta\":{\"reasoning_content\":\"Hm.\"}}]}";
    /** The beginning of a call; see {@link #arguments}. */
    static final String CALLS = """
            {"choices":[{"index":0,"delta":{"tool_calls":[
              {"index":0,"id":"call_1","type":"function","function":{"name":"look","arguments":""}}]}}]}"""
            .replace("\n", "");

    @DynamicPropertySource
    static void providers(DynamicPropertyRegistry registry) {
        registry.add("chatledger.providers[0].name", () -> "scripted");
        registry.add("chatledger.providers[0].base-url", () -> PROVIDER.baseUrl() + "/v1/");
        registry.add("chatledger.providers[0].api-key", () -> "provider-key");
        model(registry, 0, "flat", "flat-price", "100");
        model(registry, 0, "flat", "passes-on[0]", "service_tier");
        model(registry, 1, "by-use", "per-thousand-prompt-tokens", "1000");
        model(registry, 1, "by-use", "per-thousand-completion-tokens", "2000");
        model(registry, 1, "by-use", "minimum-price", "5");
        model(registry, 1, "by-use", "most-completion-tokens", "100");
        model(registry, 2, "limited", "flat-price", "100");
        model(registry, 3, "overloaded", "flat-price", "100");
        model(registry, 4, "newest", "most-completion-tokens-field", "max_completion_tokens");
        model(registry, 5, "cached", "per-thousand-prompt-tokens", "1000");
        model(registry, 5, "cached", "per-thousand-cached-prompt-tokens", "100");
        model(registry, 5, "cached", "per-thousand-completion-tokens", "2000");
        model(registry, 5, "cached", "most-completion-tokens", "100");
        model(registry, 6, "simple", "refuses[0]", "tools");
        model(registry, 6, "simple", "refuses[1]", "image_url");
        model(registry, 6, "simple", "refuses[2]", "*");
        model(registry, 6, "simple", "most-choices", "1");
        model(registry, 7, "vectors", "kind", "embedding");
        model(registry, 7, "vectors", "per-thousand-prompt-tokens", "1000");
        model(registry, 7, "vectors", "minimum-price", "5");
        model(registry, 7, "vectors", "refuses[0]", "*");
        model(registry, 8, "cheap-vectors", "kind", "embedding");
        model(registry, 8, "cheap-vectors", "per-thousand-prompt-tokens", "1");
        model(registry, 9, "vendor/model-7b:free", "flat-price", "100");
        registry.add("chatledger.provider-limits.longest-embeddings-bytes", () -> "300000");
        registry.add("chatledger.provider-limits.first-token-timeout", () -> "2s");
        registry.add("chatledger.provider-limits.idle-timeout", () -> "1s");
        registry.add("chatledger.provider-limits.total-timeout", () -> "4s");
        registry.add("chatledger.provider-limits.breaker-failures", () -> "1000");
        registry.add("chatledger.providers[1].name", () -> "fragile");
        registry.add("chatledger.providers[1].base-url", () -> PROVIDER.baseUrl() + "/fragile");
        registry.add("chatledger.providers[1].models[0].id", () -> "fragile");
        registry.add("chatledger.providers[1].limits.connect-timeout", () -> "1s");
        registry.add("chatledger.providers[1].limits.first-token-timeout", () -> "4s");
        registry.add("chatledger.providers[1].limits.idle-timeout", () -> "1s");
        registry.add("chatledger.providers[1].limits.total-timeout", () -> "4s");
        registry.add("chatledger.providers[1].limits.calls-at-once", () -> "1");
        registry.add("chatledger.providers[1].limits.longest-reply-characters", () -> "10");
        registry.add("chatledger.providers[1].limits.breaker-failures", () -> "3");
        registry.add("chatledger.providers[1].limits.breaker-pause", () -> "5s");
        provider(registry, 2, "poor");
        provider(registry, 3, "shared");
        provider(registry, 7, "strict");
        provider(registry, 8, "hasty");
        registry.add("chatledger.providers[8].limits.total-timeout", () -> HASTY.toMillis() + "ms");
        twoProvidersOfTheSameModels(registry);
        aProviderOfAnthropicsForm(registry);
    }

    private static void twoProvidersOfTheSameModels(DynamicPropertyRegistry registry) {
        List<String> both = List.of("both", "both-limited", "both-overloaded", "mostly-spare", "half", "careful");
        for (int provider : List.of(4, 5)) {
            String prefix = "chatledger.providers[" + provider + "].";
            String name = provider == 4 ? "main" : "spare";
            registry.add(prefix + "name", () -> name);
            registry.add(prefix + "base-url", () -> PROVIDER.baseUrl() + "/" + name);
            for (int i = 0; i < both.size(); i++) {
                String model = both.get(i);
                registry.add(prefix + "models[" + i + "].id", () -> model);
            }
            registry.add(prefix + "models[6].id", () -> "vectors-of-both");
            registry.add(prefix + "models[6].kind", () -> "embedding");
            registry.add(prefix + "limits.connect-timeout", () -> "1s");
            registry.add(prefix + "limits.first-token-timeout", () -> provider == 4 ? "2s" : "5s");
            registry.add(prefix + "limits.idle-timeout", () -> "1s");
            registry.add(prefix + "limits.total-timeout", () -> "8s");
            registry.add(prefix + "limits.calls-at-once", () -> "64");
            registry.add(prefix + "limits.longest-reply-characters", () -> "200000");
            registry.add(prefix + "limits.breaker-failures", () -> "1000");
            registry.add(prefix + "limits.breaker-pause", () -> "1s");
        }
        registry.add("chatledger.providers[4].models[3].weight", () -> "0");
        registry.add("chatledger.providers[5].models[3].weight", () -> "1");
        registry.add("chatledger.providers[4].models[4].weight", () -> "5");
        registry.add("chatledger.providers[5].models[4].weight", () -> "5");
        registry.add("chatledger.providers[4].models[5].most-completion-tokens", () -> "70");
        registry.add("chatledger.providers[5].models[5].most-completion-tokens", () -> "50");
        registry.add("chatledger.providers[5].models[5].refuses[0]", () -> "tools");
        provider(registry, 6, "brittle");
        registry.add("chatledger.providers[6].limits.total-timeout", () -> "4s");
        registry.add("chatledger.providers[6].limits.breaker-failures", () -> "3");
        registry.add("chatledger.providers[6].limits.breaker-pause", () -> "3s");
        registry.add("chatledger.providers[6].models[2].id", () -> "brittle-first");
        registry.add("chatledger.providers[6].models[2].weight", () -> "1");
        registry.add("chatledger.providers[5].models[7].id", () -> "brittle-first");
        registry.add("chatledger.providers[3].models[2].id", () -> "shared-first");
        registry.add("chatledger.providers[5].models[8].id", () -> "shared-first");
        registry.add("chatledger.providers[3].models[3].id", () -> "brittle-last");
        registry.add("chatledger.providers[6].models[3].id", () -> "brittle-last");
    }

    private static void aProviderOfAnthropicsForm(DynamicPropertyRegistry registry) {
        provider(registry, 9, "claude");
        registry.add("chatledger.providers[9].form", () -> "anthropic");
        registry.add("chatledger.providers[9].api-key", () -> "claude-key");
        registry.add("chatledger.providers[9].limits.breaker-failures", () -> "1000");
        registry.add("chatledger.providers[9].models[0].upstream-id", () -> "claude-upstream");
        registry.add("chatledger.providers[9].models[0].passes-on[0]", () -> "service_tier");
        registry.add("chatledger.providers[9].models[0].passes-on[1]", () -> "tool:bash_20250124");
        registry.add("chatledger.providers[9].models[1].refuses[0]", () -> "thinking");
        registry.add("chatledger.providers[9].models[2].id", () -> "claude-by-use");
        registry.add("chatledger.providers[9].models[2].per-thousand-prompt-tokens", () -> "1000");
        registry.add("chatledger.providers[9].models[2].per-thousand-cached-prompt-tokens", () -> "100");
        registry.add("chatledger.providers[9].models[2].per-thousand-completion-tokens", () -> "2000");
        registry.add("chatledger.providers[9].models[2].minimum-price", () -> "5");
        registry.add("chatledger.providers[9].models[2].most-completion-tokens", () -> "100");
        registry.add("chatledger.providers[9].models[3].id", () -> "claude-limited");
        registry.add("chatledger.providers[9].models[4].id", () -> "claude-overloaded");
        registry.add("chatledger.providers[4].models[7].id", () -> "both-forms");
        registry.add("chatledger.providers[9].models[5].id", () -> "both-forms");
    }

    /** With limits as they are, but for times. */
    private static void provider(DynamicPropertyRegistry registry, int index, String name) {
        String prefix = "chatledger.providers[" + index + "].";
        registry.add(prefix + "name", () -> name);
        registry.add(prefix + "base-url", () -> PROVIDER.baseUrl() + "/" + name);
        registry.add(prefix + "models[0].id", () -> name);
        registry.add(prefix + "models[1].id", () -> name + "-sibling");
        registry.add(prefix + "limits.connect-timeout", () -> "1s");
        registry.add(prefix + "limits.first-token-timeout", () -> "5s");
        registry.add(prefix + "limits.idle-timeout", () -> "1s");
        registry.add(prefix + "limits.total-timeout", () -> "8s");
        registry.add(prefix + "limits.calls-at-once", () -> "64");
        registry.add(prefix + "limits.longest-reply-characters", () -> "200000");
        registry.add(prefix + "limits.breaker-failures", () -> "5");
        registry.add(prefix + "limits.breaker-pause", () -> "2s");
    }

    private static void model(DynamicPropertyRegistry registry, int index, String id, String property, String value) {
        registry.add("chatledger.providers[0].models[" + index + "].id", () -> id);
        registry.add("chatledger.providers[0].models[" + index + "]." + property, () -> value);
    }

    /** For all test classes, hence never stopped. */
    private static WireMockServer start() {
        var server = new WireMockServer(options().dynamicPort().bindAddress("127.0.0.1"));
        server.start();
        return server;
    }

    @LocalServerPort
    int port;

    @Autowired
    AccountCommands commands;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    PersonalKeys keys;

    Api api;
    User user;

    @BeforeEach
    void connect() {
        PROVIDER.resetAll();
        api = new Api(port);
        user = api.register();
    }

    static void answers(ResponseDefinitionBuilder response) {
        PROVIDER.stubFor(post(PATH).willReturn(response));
    }

    static String events(String... data) {
        return List.of(data).stream().map(each -> "data: " + each + "\n\n").collect(Collectors.joining());
    }

    static ResponseDefinitionBuilder stream(String... data) {
        return ok(events(data)).withHeader("Content-Type", "text/event-stream; charset=utf-8");
    }

    static String delta(String text) {
        return """
                {"choices":[{"index":0,"delta":{"content":"%s"},"finish_reason":null}],"usage":null}"""
                .formatted(text);
    }

    static String arguments(int call, String piece) {
        return """
                {"choices":[{"index":0,"delta":{"tool_calls":[{"index":%d,"function":{"arguments":"%s"}}]}}]}"""
                .formatted(call, piece);
    }

    static String finish(String reason) {
        return "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"%s\"}]}".formatted(reason);
    }

    static String usage(int prompt, int completion) {
        return "{\"choices\":[],\"usage\":{\"prompt_tokens\":%d,\"completion_tokens\":%d}}".formatted(prompt,
                completion);
    }

    /** What the provider was asked last. */
    static JsonNode lastSent() {
        String body = PROVIDER.findAll(postRequestedFor(urlEqualTo(PATH))).getLast().getBodyAsString();
        return JsonMapper.shared().readTree(body);
    }

    /** The data of the events of an answer. */
    static List<JsonNode> events(Answer answer) {
        return answer.response().body().lines()
                .filter(line -> line.startsWith("data: {"))
                .map(line -> JsonMapper.shared().readTree(line.substring("data: ".length())))
                .toList();
    }

    Answer ask(String model) {
        return api.post("/api/chat", user, Map.of("message", "hi", "model", model));
    }

    Answer askIn(String conversation, String model, User by) {
        return api.post("/api/chat", by, Map.of("message", "hi", "model", model, "conversation_id", conversation));
    }

    /** What operators see of it. */
    JsonNode activity(String model) {
        return api.send("GET", "/api/ops/providers", api.admin(), null).json().get("results").valueStream()
                .filter(each -> each.get("model").asString().equals(model))
                .findFirst()
                .orElseThrow();
    }

    void assertFailed(int status, String code) {
        Answer answer = ask("flat");
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(lastPayload("HoldReleased")).contains("\"amount\":100", "FAILED");
        assertBalance(4000);
    }

    void assertBalance(long tokens) {
        assertThat(commands.send(new CheckBalance(AccountId.parse(user.id())))).isEqualTo(new Balance(tokens, 0));
    }

    /** The events after the account was opened. */
    void assertOutcome(String... types) {
        var recorded = new ArrayList<>(jdbc.sql("""
                        SELECT replace(payload_type, 'io.chatledger.api.', '') FROM events.domain_event
                        WHERE aggregate_identifier = ? ORDER BY sequence_number
                        """)
                .param(user.id())
                .query(String.class)
                .list());
        assertThat(recorded.subList(2, recorded.size())).containsExactly(types);
    }

    /** With what is personal in clear. */
    String lastPayload(String type) {
        String name = "io.chatledger.api." + type;
        byte[] stored = jdbc.sql("""
                        SELECT payload FROM events.domain_event
                        WHERE aggregate_identifier = ? AND payload_type = ? ORDER BY sequence_number DESC LIMIT 1
                        """)
                .param(user.id())
                .param(name)
                .query(byte[].class)
                .single();
        return new String(PersonalText.opened(name, user.id(), stored, keys), StandardCharsets.UTF_8);
    }
}
