package io.chatledger.command.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.command.Api;
import io.chatledger.command.Api.Answer;
import io.chatledger.command.Api.User;
import io.chatledger.command.CommandSideTest;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@CommandSideTest
class IdempotencyTest {

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    MessageTable messages;

    Api api;
    User user;

    @BeforeEach
    void connect() {
        api = new Api(port);
        user = api.register();
    }

    @Test
    void theSameKeyGetsTheSameAnswerToTheLetterAndIsChargedOnce() {
        Answer first = ask("key-1", "hello");
        api.chat(user, "something in between");

        Answer again = ask("key-1", "hello");

        assertThat(first.response().headers().firstValue("Idempotent-Replayed")).isEmpty();
        assertThat(again.response().headers().firstValue("Idempotent-Replayed")).contains("true");
        assertThat(again.response().body()).isEqualTo(first.response().body());
        assertThat(api.available(user)).isEqualTo(3800);
    }

    @Test
    void theSameAnswerCanAlsoBeStreamed() {
        String id = ask("key-1", "hello").json().get("id").asString();

        Answer again = api.send(
                "POST", "/api/chat", user, body("hello"), "Idempotency-Key", "key-1", "Accept", "text/event-stream");

        assertThat(again.response().headers().firstValue("Idempotent-Replayed")).contains("true");
        assertThat(again.response().body())
                .startsWith("event: start\ndata: {\"id\":\"" + id + "\",\"conversation_id\":\"")
                .contains("event: delta\ndata: {\"text\":\"Echo: hello\"}\n\nevent: done\n")
                .contains("event: done\ndata: {\"id\":\"" + id);
        assertThat(api.available(user)).isEqualTo(3900);
    }

    @Test
    void anotherRequestUnderTheSameKeyIsRefused() {
        ask("key-1", "hello");

        Answer other = ask("key-1", "something else");

        assertThat(other.status()).isEqualTo(422);
        assertThat(other.code()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
        assertThat(api.available(user)).isEqualTo(3900);
    }

    @Test
    void aKeyBelongsToItsAccount() {
        ask("key-1", "hello");
        user = api.register();

        assertThat(ask("key-1", "something else").status()).isEqualTo(200);
    }

    @Test
    void aHundredTimesInParallelIsOneMessageAndOneCharge() throws Exception {
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Answer> asking = () -> ask("key-1", "hello");
            List<Answer> answers = clients.invokeAll(Collections.nCopies(100, asking)).stream()
                    .map(Future::resultNow)
                    .toList();

            assertThat(answers).extracting(Answer::status).containsOnly(200, 409).contains(200);
            assertThat(answers)
                    .filteredOn(answer -> answer.status() == 409)
                    .extracting(Answer::code)
                    .allMatch("IN_PROGRESS"::equals);
            assertThat(answers.stream().filter(answer -> answer.status() == 200).map(answer -> answer.json().get("id")))
                    .hasSizeGreaterThan(0)
                    .containsOnly(ask("key-1", "hello").json().get("id"));
        }
        assertThat(api.available(user)).isEqualTo(3900);
    }

    @Test
    void aRefusedRequestDoesNotUseTheKeyUp() {
        for (int i = 0; i < 40; i++) {
            api.chat(user, "spend");
        }
        assertThat(ask("key-1", "hello").status()).isEqualTo(402);

        api.send("POST", "/api/admin/users/" + user.id() + "/tokens", api.admin(),
                "{\"amount\": 100, \"reason\": \"gift\"}");

        assertThat(ask("key-1", "hello").status()).isEqualTo(200);
    }

    @Test
    void aKeyIsForgottenAfterItsDayAndNotBefore() {
        ask("key-1", "hello");
        messages.forgetKeys(Instant.now().minusSeconds(3600), 1000);
        assertThat(ask("key-1", "other").status()).isEqualTo(422);

        messages.forgetKeys(Instant.now().plusSeconds(1), 1000);

        assertThat(ask("key-1", "other").status()).isEqualTo(200);
    }

    @Test
    void keysAreForgottenSoManyAtOnce() {
        for (int i = 0; i < 3; i++) {
            ask("key-" + i, "hello");
        }

        assertThat(messages.forgetKeys(Instant.now().plusSeconds(1), 2)).isEqualTo(2);
        assertThat(messages.forgetKeys(Instant.now().plusSeconds(1), 1)).isEqualTo(1);
    }

    @Test
    void aKeyHasOneTo255VisibleCharacters() {
        assertThat(ask("k".repeat(255), "hello").status()).isEqualTo(200);
        assertThat(ask("k".repeat(256), "hello").status()).isEqualTo(400);
        assertThat(ask("a b", "hello").status()).isEqualTo(400);
    }

    @Test
    void theKeyItselfIsNotStored() {
        ask("a-telling-key", "hello");

        assertThat(jdbc.sql("SELECT idempotency_key_hash FROM events.message WHERE account_id = ?::uuid")
                        .param(user.id())
                        .query(String.class)
                        .single())
                .matches("[0-9a-f]{64}");
    }

    private Answer ask(String key, String message) {
        return api.send("POST", "/api/chat", user, body(message), "Idempotency-Key", key);
    }

    private static String body(String message) {
        return "{\"message\": \"%s\", \"model\": \"echo\"}".formatted(message);
    }
}
