package io.chatledger.command.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatledger.api.AccountId;
import io.chatledger.api.Balance;
import io.chatledger.api.CheckBalance;
import io.chatledger.api.ReplyRecorded;
import io.chatledger.command.Api;
import io.chatledger.command.Api.User;
import io.chatledger.command.CommandSideTest;
import io.chatledger.command.account.AccountCommands;
import io.chatledger.command.personal.PersonalKeys;
import io.chatledger.personal.PersonalText;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@CommandSideTest
class CancellationTest {

    private static final PatientProvider PROVIDER = new PatientProvider();

    @DynamicPropertySource
    static void providers(DynamicPropertyRegistry registry) {
        registry.add("chatledger.keep-alive-interval", () -> "300ms");
        registry.add("chatledger.keep-alive-pause", () -> "50ms");
        registry.add("chatledger.openai.base-url", PROVIDER::baseUrl);
        registry.add("chatledger.openai.models", () -> "patient");
        registry.add("chatledger.provider-limits.total-timeout", () -> "20s"); // should a test leave one running
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

    @Autowired
    PersonalKeys keys;

    Api api;
    User user;

    @BeforeEach
    void connect() {
        await().until(() -> PROVIDER.open() == 0);
        PROVIDER.speaking(true);
        api = new Api(port);
        user = api.register();
    }

    @Test
    void whoGoesAwayInMidStreamPaysForWhatWasSaidAndTheModelIsStopped() throws IOException {
        try (Socket client = stream()) {
            readUntil(client.getInputStream(), "word");
        }

        await().until(() -> PROVIDER.open() == 0);
        await().until(() -> balance().equals(new Balance(3900, 0)));
        assertThat(events()).containsExactly("MessageSent", "TokensHeld", "ReplyRecorded", "TokensDebited");
        assertThat(lastReply()).startsWith("word word").doesNotContain("Echo");
    }

    @Test
    void whoGoesAwayBeforeTheFirstWordPaysNothing() throws IOException {
        PROVIDER.speaking(false);
        try (Socket client = stream()) {
            readUntil(client.getInputStream(), "-alive");
        }

        await().until(() -> PROVIDER.open() == 0);
        await().until(() -> balance().equals(new Balance(4000, 0)));
        assertThat(events()).containsExactly("MessageSent", "TokensHeld", "ReplyFailed", "HoldReleased");
    }

    @Test
    void atAnyMomentThereIsOneOutcome() throws IOException {
        long seed = Long.getLong("chatledger.seed", System.nanoTime());
        System.out.println("CancellationTest draws from -Dchatledger.seed=" + seed);
        var random = new Random(seed);
        for (int i = 0; i < 20; i++) {
            user = api.register();
            try (Socket client = stream()) {
                LockSupport.parkNanos(random.nextInt(100_000_000));
            }

            // A request may come to be read only after its client has gone.
            await().untilAsserted(() -> {
                assertThat(PROVIDER.open()).isZero();
                List<String> events = events();
                assertThat(events).isIn(
                        List.of(),
                        List.of("MessageSent", "TokensHeld", "ReplyRecorded", "TokensDebited"),
                        List.of("MessageSent", "TokensHeld", "ReplyFailed", "HoldReleased"));
                assertThat(balance()).isEqualTo(new Balance(events.contains("TokensDebited") ? 3900 : 4000, 0));
            });
        }
    }

    @Test
    void aCancelledMessageIsAnsweredWithWhatWasSaid() throws Exception {
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var asking = clients.submit(() -> api.post("/api/chat", user, Map.of("message", "hi", "model", "patient")));
            await().until(() -> PROVIDER.open() == 1);
            String id = messageId();
            assertThat(cancel(id, api.register())).isEqualTo(404);

            LockSupport.parkNanos(500_000_000);
            assertThat(cancel(id, user)).isEqualTo(202);

            var answer = asking.get();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json().get("response").asString()).startsWith("word ");
            assertThat(answer.json().get("status").asString()).isEqualTo("cancelled");
            assertThat(answer.json().get("remaining_tokens").asLong()).isEqualTo(3900);
            await().until(() -> PROVIDER.open() == 0);
            assertThat(cancel(id, user)).isEqualTo(404);
        }
    }

    @Test
    void aMessageThatIsCancelledBeforeTheFirstWordIsFree() throws Exception {
        PROVIDER.speaking(false);
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var asking = clients.submit(() -> api.post("/api/chat", user, Map.of("message", "hi", "model", "patient")));
            await().until(() -> PROVIDER.open() == 1);

            assertThat(cancel(messageId(), user)).isEqualTo(202);

            assertThat(asking.get().status()).isEqualTo(409);
            assertThat(asking.get().code()).isEqualTo("CANCELLED");
            assertThat(balance()).isEqualTo(new Balance(4000, 0));
        }
    }

    @Test
    void whatIsNotBeingAnsweredCannotBeCancelled() {
        assertThat(cancel(UUID.randomUUID().toString(), user)).isEqualTo(404);
        assertThat(cancel("no-id", user)).isEqualTo(404);
    }

    private Socket stream() throws IOException {
        var socket = new Socket("127.0.0.1", port);
        String body = "{\"message\": \"hi\", \"model\": \"patient\"}";
        socket.getOutputStream().write("""
                POST /api/chat HTTP/1.1\r
                Host: localhost\r
                Authorization: Bearer %s\r
                Accept: text/event-stream\r
                Content-Type: application/json\r
                Content-Length: %d\r
                \r
                %s""".formatted(user.access(), body.length(), body).getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    private static void readUntil(InputStream in, String expected) throws IOException {
        var read = new StringBuilder();
        while (read.indexOf(expected) < 0) {
            int next = in.read();
            assertThat(next).as("the stream ended with: " + read).isNotNegative();
            read.append((char) next);
        }
    }

    private int cancel(String id, User by) {
        return api.send("POST", "/api/chat/" + id + "/cancel", by, "").status();
    }

    private Balance balance() {
        return commands.send(new CheckBalance(AccountId.parse(user.id())));
    }

    private String messageId() {
        return jdbc.sql("SELECT message_id::text FROM events.message WHERE account_id = ?::uuid")
                .param(user.id())
                .query(String.class)
                .single();
    }

    private List<String> events() {
        return jdbc.sql("""
                        SELECT replace(payload_type, 'io.chatledger.api.', '') FROM events.domain_event
                        WHERE aggregate_identifier = ? AND sequence_number > 1 ORDER BY sequence_number
                        """)
                .param(user.id())
                .query(String.class)
                .list();
    }

    private String lastReply() {
        String type = ReplyRecorded.class.getName();
        byte[] stored = jdbc.sql("""
                        SELECT payload FROM events.domain_event WHERE aggregate_identifier = ? AND payload_type = ?
                        """)
                .param(user.id())
                .param(type)
                .query(byte[].class)
                .single();
        return PersonalText.open(type, user.id(), stored, keys).get("text").asString();
    }
}
