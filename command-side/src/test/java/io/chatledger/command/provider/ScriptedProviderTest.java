package io.chatledger.command.provider;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import io.chatledger.api.AccountId;
import io.chatledger.api.Balance;
import io.chatledger.api.CheckBalance;
import io.chatledger.command.Api;
import io.chatledger.command.Api.Answer;
import io.chatledger.command.Api.User;
import io.chatledger.command.CommandSideTest;
import io.chatledger.command.account.AccountCommands;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** What a provider can do to us, and what then the client, the events and the balance say. */
@CommandSideTest
class ScriptedProviderTest {

    private static final WireMockServer PROVIDER = start();
    private static final String PATH = "/v1/chat/completions";

    @DynamicPropertySource
    static void providers(DynamicPropertyRegistry registry) {
        registry.add("chatledger.providers[0].name", () -> "scripted");
        registry.add("chatledger.providers[0].base-url", () -> PROVIDER.baseUrl() + "/v1/");
        registry.add("chatledger.providers[0].api-key", () -> "provider-key");
        model(registry, 0, "flat", "flat-price", "100");
        model(registry, 1, "by-use", "per-thousand-prompt-tokens", "1000");
        model(registry, 1, "by-use", "per-thousand-completion-tokens", "2000");
        model(registry, 1, "by-use", "minimum-price", "5");
        model(registry, 1, "by-use", "most-completion-tokens", "100");
        registry.add("chatledger.provider-limits.first-token-timeout", () -> "1s");
        registry.add("chatledger.provider-limits.idle-timeout", () -> "1s");
        registry.add("chatledger.provider-limits.total-timeout", () -> "4s");
        registry.add("chatledger.provider-limits.breaker-failures", () -> "1000");
        registry.add("chatledger.providers[1].name", () -> "fragile");
        registry.add("chatledger.providers[1].base-url", () -> PROVIDER.baseUrl() + "/fragile");
        registry.add("chatledger.providers[1].models[0].id", () -> "fragile");
        registry.add("chatledger.providers[1].limits.connect-timeout", () -> "1s");
        registry.add("chatledger.providers[1].limits.first-token-timeout", () -> "1s");
        registry.add("chatledger.providers[1].limits.idle-timeout", () -> "1s");
        registry.add("chatledger.providers[1].limits.total-timeout", () -> "4s");
        registry.add("chatledger.providers[1].limits.calls-at-once", () -> "1");
        registry.add("chatledger.providers[1].limits.longest-reply-characters", () -> "10");
        registry.add("chatledger.providers[1].limits.breaker-failures", () -> "3");
        registry.add("chatledger.providers[1].limits.breaker-pause", () -> "500ms");
    }

    private static void model(DynamicPropertyRegistry registry, int index, String id, String property, String value) {
        registry.add("chatledger.providers[0].models[" + index + "].id", () -> id);
        registry.add("chatledger.providers[0].models[" + index + "]." + property, () -> value);
    }

    private static WireMockServer start() {
        var server = new WireMockServer(options().dynamicPort().bindAddress("127.0.0.1"));
        server.start();
        return server;
    }

    @AfterAll
    static void stop() {
        PROVIDER.stop();
    }

    @LocalServerPort
    int port;

    @Autowired
    AccountCommands commands;

    @Autowired
    JdbcClient jdbc;

    Api api;
    User user;

    @BeforeEach
    void connect() {
        PROVIDER.resetAll();
        api = new Api(port);
        user = api.register();
    }

    // --- replies

    @Test
    void aWholeReplyIsRecordedAndCharged() {
        answers(stream(delta("Hel"), delta("lo"), finish("stop"), usage(7, 2), "[DONE]"));

        Answer answer = ask("flat");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("response").asString()).isEqualTo("Hello");
        assertThat(answer.json().get("tokens_deducted").asLong()).isEqualTo(100);
        assertOutcome("MessageSent", "TokensHeld", "ReplyRecorded", "TokensDebited");
        assertBalance(3900);
        PROVIDER.verify(1, postRequestedFor(urlEqualTo(PATH))
                .withHeader("Authorization", equalTo("Bearer provider-key"))
                .withRequestBody(matchingJsonPath("$.model", equalTo("flat")))
                .withRequestBody(matchingJsonPath("$.max_tokens", equalTo("4096")))
                .withRequestBody(matchingJsonPath("$.stream", equalTo("true")))
                .withRequestBody(matchingJsonPath("$.stream_options.include_usage", equalTo("true"))));
    }

    @Test
    void aReplyByUseCostsWhatTheProviderReportsAndTheRestIsReleased() {
        answers(stream(delta("Hello"), finish("stop"), usage(7, 20), "[DONE]"));

        assertThat(ask("by-use").json().get("tokens_deducted").asLong()).isEqualTo(7 + 40);

        assertBalance(4000 - 47);
        assertThat(lastPayload("TokensDebited")).contains("\"estimated\":false", "\"promptTokens\":7");
        assertThat(lastPayload("TokensHeld")).contains("1000 for 1000 prompt tokens, 2000 for 1000 completion tokens");
    }

    @Test
    void aReplyByUseCostsTheMinimumAtLeast() {
        answers(stream(delta("Hello"), finish("stop"), usage(1, 1), "[DONE]"));

        assertThat(ask("by-use").json().get("tokens_deducted").asLong()).isEqualTo(5);
    }

    @Test
    void neverIsMoreChargedThanWasHeldWhateverTheProviderReports() {
        answers(stream(delta("Hello"), finish("stop"), usage(1_000_000, 1_000_000), "[DONE]"));

        long charged = ask("by-use").json().get("tokens_deducted").asLong();

        long held = Long.parseLong(lastPayload("TokensHeld").replaceAll(".*\"amount\":(\\d+).*", "$1"));
        assertThat(charged).isEqualTo(held).isLessThan(300);
        assertBalance(4000 - held);
    }

    @Test
    void missingUsageIsEstimatedAndMarked() {
        answers(stream(delta("one two three four"), finish("stop"), "[DONE]"));

        long charged = ask("by-use").json().get("tokens_deducted").asLong();

        assertThat(lastPayload("TokensDebited")).contains("\"estimated\":true", "\"completionTokens\":4");
        assertThat(charged).isBetween(8L, 40L);
        assertBalance(4000 - charged);
    }

    @Test
    void implausibleUsageIsEstimatedToo() {
        answers(stream(delta("one"), finish("stop"), "{\"choices\":[],\"usage\":{\"prompt_tokens\":-5,\"completion_tokens\":1}}"));

        assertThat(ask("by-use").status()).isEqualTo(200);
        assertThat(lastPayload("TokensDebited")).contains("\"estimated\":true");
    }

    @Test
    void aReplyThatMissesOnlyTheLastLineIsWhole() {
        answers(stream(delta("Hello"), finish("length")));

        assertThat(ask("flat").status()).isEqualTo(200);
        assertThat(lastPayload("ReplyRecorded")).contains("\"finish\":\"LENGTH\"");
    }

    @Test
    void theConversationIsToldToTheModelAndAnothersIsNot() {
        answers(stream(delta("Hello"), finish("stop"), "[DONE]"));
        String conversation = ask("flat").json().get("conversation_id").asString();

        assertThat(ask("flat", conversation, user).status()).isEqualTo(200);

        PROVIDER.verify(1, postRequestedFor(urlEqualTo(PATH))
                .withRequestBody(matchingJsonPath("$.messages[0].content", equalTo("hi")))
                .withRequestBody(matchingJsonPath("$.messages[1].role", equalTo("assistant")))
                .withRequestBody(matchingJsonPath("$.messages[1].content", equalTo("Hello")))
                .withRequestBody(matchingJsonPath("$.messages[2].content", equalTo("hi"))));
        assertThat(ask("flat", conversation, api.register()).status()).isEqualTo(404);
    }

    @Test
    void whatCannotBeStoredIsReplacedAndACutCharacterPutTogether() {
        answers(stream(delta("a\\u0000b \\ud83d"), delta("\\ude00 \\ud800 c"), finish("stop")));

        assertThat(ask("flat").json().get("response").asString()).isEqualTo("a\uFFFDb \uD83D\uDE00 \uFFFD c");
    }

    // --- failures: nothing is charged

    @Test
    void aProviderThatRefusesCostsNothing() {
        for (int status : List.of(301, 400, 401, 429, 500, 503)) {
            answers(aResponse().withStatus(status).withHeader("Retry-After", "7").withHeader("Location", "/elsewhere"));
            assertFailed(502, "PROVIDER_FAILED");
        }
        assertOutcome(Collections.nCopies(6, List.of("MessageSent", "TokensHeld", "ReplyFailed", "HoldReleased"))
                .stream().flatMap(List::stream).toArray(String[]::new));
        PROVIDER.verify(6, anyRequestedFor(anyUrl()));
    }

    @Test
    void aProviderThatIsSilentFromTheStartIsGivenUp() {
        answers(stream(delta("late"), finish("stop")).withFixedDelay(3000));

        assertFailed(504, "PROVIDER_TIMEOUT");
    }

    @Test
    void aProviderThatFallsSilentIsGivenUp() {
        answers(stream(delta("one"), delta("two"), delta("three"), finish("stop")).withChunkedDribbleDelay(2, 6000));

        assertFailed(504, "PROVIDER_TIMEOUT");
    }

    @Test
    void aProviderThatDribblesIsWaitedForUntilTheTotalTime() {
        ResponseDefinitionBuilder many = stream(IntStream.range(0, 40)
                .mapToObj(i -> i < 39 ? delta("piece " + i + " ") : finish("stop"))
                .toArray(String[]::new));
        answers(many.withChunkedDribbleDelay(20, 2500));
        assertThat(ask("flat").status()).isEqualTo(200);
        assertBalance(3900);

        answers(many.withChunkedDribbleDelay(20, 9000));
        Answer tooLong = ask("flat");
        assertThat(tooLong.status()).isEqualTo(504);
        assertBalance(3900);
    }

    @Test
    void aReplyThatIsCutOffIsNone() {
        answers(stream(delta("Hel")));
        assertFailed(502, "PROVIDER_FAILED");
    }

    @Test
    void aMalformedChunkMakesItNone() {
        answers(stream(delta("Hel"), "{\"choices\": [{", finish("stop")));
        assertFailed(502, "PROVIDER_FAILED");
    }

    @Test
    void anErrorInTheStreamIsNoReply() {
        answers(stream(delta("Hel"), "{\"error\": {\"message\": \"overloaded\"}}", finish("stop"), "[DONE]"));
        assertFailed(502, "PROVIDER_FAILED");
    }

    @Test
    void anErrorPageInPlaceOfAStreamIsNoReply() {
        answers(ok("{\"error\": \"overloaded\"}").withHeader("Content-Type", "application/json"));
        assertFailed(502, "PROVIDER_FAILED");
    }

    @Test
    void anEmptyReplyIsNone() {
        answers(stream(finish("stop"), usage(7, 0), "[DONE]"));
        assertFailed(502, "PROVIDER_FAILED");
    }

    @Test
    void aBrokenConnectionIsNoReply() {
        for (Fault fault : List.of(
                Fault.CONNECTION_RESET_BY_PEER, Fault.EMPTY_RESPONSE, Fault.MALFORMED_RESPONSE_CHUNK, Fault.RANDOM_DATA_THEN_CLOSE)) {
            answers(aResponse().withFault(fault));
            assertFailed(502, "PROVIDER_FAILED");
        }
    }

    @Test
    void aFailureInMidStreamIsAnErrorEventWithoutCharge() {
        answers(stream(delta("Hel")));

        Answer answer = api.send(
                "POST", "/api/chat", user, "{\"message\": \"hi\", \"model\": \"flat\"}", "Accept", "text/event-stream");

        assertThat(answer.response().body())
                .contains("event: start\n", "event: delta\ndata: {\"text\":\"Hel\"}\n\n")
                .contains("event: error\ndata: {", "\"code\":\"PROVIDER_FAILED\"")
                .doesNotContain("event: done");
        assertBalance(4000);
    }

    // --- limits of a provider

    @Test
    void aProviderThatFailsIsLeftAloneForAWhile() {
        PROVIDER.stubFor(post("/fragile/chat/completions").willReturn(aResponse().withStatus(500)));
        for (int i = 0; i < 3; i++) {
            assertThat(ask("fragile").status()).isEqualTo(502);
        }

        assertThat(ask("fragile").code()).isEqualTo("UNAVAILABLE");
        PROVIDER.verify(3, postRequestedFor(urlEqualTo("/fragile/chat/completions")));

        PROVIDER.stubFor(post("/fragile/chat/completions").willReturn(stream(delta("back"), finish("stop"))));
        await().until(() -> ask("fragile").status() == 200);
        assertBalance(3900);
    }

    @Test
    void callsAtOnceAreBoundedAndALongReplyIsCut() throws Exception {
        PROVIDER.stubFor(post("/fragile/chat/completions")
                .willReturn(stream(delta("0123456789"), delta("and more"), finish("stop")).withFixedDelay(500)));
        await().until(() -> ask("fragile").status() == 200);
        assertThat(lastPayload("ReplyRecorded")).contains("\"text\":\"0123456789\"", "LENGTH");
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var statuses = clients.invokeAll(Collections.nCopies(4, () -> ask("fragile").status())).stream()
                    .map(Future::resultNow)
                    .toList();
            assertThat(statuses).containsOnly(200, 503).contains(200, 503);
        }
    }

    @Test
    void ofManyParallelChatsByUseNoneIsChargedMoreThanTheAccountHas() throws Exception {
        answers(stream(delta("Hello"), finish("stop"), usage(5, 100), "[DONE]").withFixedDelay(50));
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var statuses = clients.invokeAll(Collections.nCopies(200, () -> ask("by-use").status())).stream()
                    .map(Future::resultNow)
                    .toList();
            // Some may find the provider busy, which costs nothing.
            assertThat(statuses).contains(200, 402).isSubsetOf(200, 402, 502, 503, 504);
            long charged = 205L * Collections.frequency(statuses, 200);
            assertBalance(4000 - charged);
        }
    }

    // --- the words of these tests

    private static void answers(ResponseDefinitionBuilder response) {
        PROVIDER.stubFor(post(PATH).willReturn(response));
    }

    private static ResponseDefinitionBuilder stream(String... data) {
        String body = List.of(data).stream().map(each -> "data: " + each + "\n\n").collect(Collectors.joining());
        return ok(body).withHeader("Content-Type", "text/event-stream; charset=utf-8");
    }

    private static String delta(String text) {
        return "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\"},\"finish_reason\":null}],\"usage\":null}".formatted(text);
    }

    private static String finish(String reason) {
        return "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"%s\"}]}".formatted(reason);
    }

    private static String usage(int prompt, int completion) {
        return "{\"choices\":[],\"usage\":{\"prompt_tokens\":%d,\"completion_tokens\":%d}}".formatted(prompt, completion);
    }

    private Answer ask(String model) {
        return api.post("/api/chat", user, Map.of("message", "hi", "model", model));
    }

    private Answer ask(String model, String conversation, User by) {
        return api.post("/api/chat", by, Map.of("message", "hi", "model", model, "conversation_id", conversation));
    }

    private void assertFailed(int status, String code) {
        Answer answer = ask("flat");
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(lastPayload("HoldReleased")).contains("\"amount\":100", "FAILED");
        assertBalance(4000);
    }

    private void assertBalance(long tokens) {
        assertThat(commands.send(new CheckBalance(AccountId.parse(user.id())))).isEqualTo(new Balance(tokens, 0));
    }

    /** The events after the account was opened. */
    private void assertOutcome(String... types) {
        var recorded = new ArrayList<>(jdbc.sql("""
                        SELECT replace(payload_type, 'io.chatledger.api.', '') FROM events.domain_event
                        WHERE aggregate_identifier = ? ORDER BY sequence_number
                        """)
                .param(user.id())
                .query(String.class)
                .list());
        assertThat(recorded.subList(2, recorded.size())).containsExactly(types);
    }

    private String lastPayload(String type) {
        return jdbc.sql("""
                        SELECT convert_from(payload, 'UTF8') FROM events.domain_event
                        WHERE aggregate_identifier = ? AND payload_type = ? ORDER BY sequence_number DESC LIMIT 1
                        """)
                .param(user.id())
                .param("io.chatledger.api." + type)
                .query(String.class)
                .single();
    }
}
