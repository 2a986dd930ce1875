package io.chatledger.command.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatledger.api.AccountId;
import io.chatledger.api.Balance;
import io.chatledger.api.CheckBalance;
import io.chatledger.command.Api;
import io.chatledger.command.Api.Answer;
import io.chatledger.command.Api.User;
import io.chatledger.command.CommandSideTest;
import io.chatledger.command.account.AccountCommands;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

/** API4:2023 Unrestricted Resource Consumption: one account does not take a provider from all others. */
@CommandSideTest
@TestPropertySource(properties = {
    "chatledger.rate-limits=on",
    "chatledger.streams-at-once=2",
    "chatledger.provider-limits.calls-at-once=12",
    "chatledger.openai.models=patient,sibling",
    "chatledger.provider-limits.total-timeout=20s" // should the test leave one running
})
class ProviderShareTest {

    private static final PatientProvider PROVIDER = new PatientProvider();
    private static final int SHARE = 3;

    @DynamicPropertySource
    static void provider(DynamicPropertyRegistry registry) {
        registry.add("chatledger.openai.base-url", PROVIDER::baseUrl);
    }

    @AfterAll
    static void stop() {
        PROVIDER.close();
    }

    @LocalServerPort
    int port;

    @Autowired
    AccountCommands commands;

    @Autowired
    JdbcClient jdbc;

    @Test
    void anAccountMayHaveAQuarterOfAProvidersCallsWholeOrStreamedAndForWhicheverModel() {
        var api = new Api(port);
        User ada = api.register();
        User bob = api.register();
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            clients.submit(() -> ask(api, ada, "patient"));
            clients.submit(() -> ask(api, ada, "sibling"));
            clients.submit(() -> ask(api, ada, "patient", "Accept", "text/event-stream"));
            await().until(() -> PROVIDER.open() == SHARE);

            for (Answer refused : List.of(
                    ask(api, ada, "sibling"), ask(api, ada, "patient", "Accept", "text/event-stream"))) {
                assertThat(refused.status()).isEqualTo(429);
                assertThat(refused.code()).isEqualTo("RATE_LIMITED");
                assertThat(refused.response().headers().firstValue("Retry-After")).contains("1");
                assertThat(refused.response().headers().allValues("RateLimit-Policy"))
                        .contains("\"calls\";q=3;qu=\"concurrent-requests\"");
                assertThat(refused.response().headers().allValues("RateLimit")).contains("\"calls\";r=0");
            }
            Answer openAi = api.post("/v1/chat/completions", ada, Map.of(
                    "model", "patient", "messages", List.of(Map.of("role", "user", "content", "hi"))));
            assertThat(openAi.status()).isEqualTo(429);
            assertThat(openAi.json().at("/error/code").asString()).isEqualTo("rate_limit_exceeded");
            assertThat(balance(ada)).isEqualTo(new Balance(4000, 300));
            assertThat(api.chat(ada, "to a model that is built in").status()).isEqualTo(200);

            clients.submit(() -> ask(api, bob, "patient"));
            await().until(() -> PROVIDER.open() == SHARE + 1);

            api.send("POST", "/api/chat/" + messages(ada).getFirst() + "/cancel", ada, "");
            await().until(() -> PROVIDER.open() == SHARE);
            clients.submit(() -> ask(api, ada, "patient"));
            await().until(() -> PROVIDER.open() == SHARE + 1);

            List.of(ada, bob).forEach(user -> messages(user).forEach(
                    message -> api.send("POST", "/api/chat/" + message + "/cancel", user, "")));
        }
        await().until(() -> PROVIDER.open() == 0);
    }

    @Test
    void whoCannotPayTakesNoPlace() {
        var api = new Api(port);
        User ada = api.register();
        for (int i = 0; i < 40; i++) {
            api.chat(ada, "hi");
        }

        for (int i = 0; i <= SHARE; i++) {
            assertThat(ask(api, ada, "patient").code()).isEqualTo("OUT_OF_TOKENS");
        }
    }

    private static Answer ask(Api api, User user, String model, String... headers) {
        return api.post("/api/chat", user, Map.of("message", "hi", "model", model), headers);
    }

    private Balance balance(User user) {
        return commands.send(new CheckBalance(AccountId.parse(user.id())));
    }

    private List<String> messages(User user) {
        return jdbc.sql("SELECT message_id::text FROM events.message WHERE account_id = ?::uuid AND due_at IS NOT NULL")
                .param(user.id())
                .query(String.class)
                .list();
    }
}
