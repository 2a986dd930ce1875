package io.chatledger.command.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.command.Api;
import io.chatledger.command.Api.Answer;
import io.chatledger.command.Api.User;
import io.chatledger.command.CommandSideTest;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

@CommandSideTest
class ChatTest {

    @LocalServerPort
    int port;

    Api api;

    @BeforeEach
    void connect() {
        api = new Api(port);
    }

    @Test
    void aMessageIsAnsweredAndItsPriceDeducted() {
        Answer answer = api.chat(api.register(), "Hello, AI!");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("response").asString()).isEqualTo("Echo: Hello, AI!");
        assertThat(answer.json().get("tokens_deducted").asLong()).isEqualTo(100);
        assertThat(answer.json().get("remaining_tokens").asLong()).isEqualTo(3900);
        assertThat(answer.json().get("model").asString()).isEqualTo("echo");
    }

    @Test
    void aMessageWithoutConversationBeginsOneAndTheNextMayCarryItOn() {
        User user = api.register();
        String conversation = api.chat(user, "one").json().get("conversation_id").asString();

        Answer next = api.post("/api/chat", user, Map.of("message", "two", "conversation_id", conversation));

        assertThat(next.json().get("conversation_id").asString()).isEqualTo(conversation);
    }

    @Test
    void fortyMessagesAreAffordableAndTheFortyFirstIsNot() {
        User user = api.register();
        for (int i = 0; i < 40; i++) {
            assertThat(api.chat(user, "message " + i).status()).isEqualTo(200);
        }

        Answer refused = api.chat(user, "one more");

        assertThat(refused.status()).isEqualTo(402);
        assertThat(refused.code()).isEqualTo("OUT_OF_TOKENS");
        assertThat(refused.json().get("required").asLong()).isEqualTo(100);
        assertThat(refused.json().get("remaining_tokens").asLong()).isZero();
        assertThat(refused.response().headers().firstValue("x-should-retry")).contains("false");
    }

    @Test
    void ofTwoHundredParallelMessagesExactlyFortyAreAnswered() throws Exception {
        User user = api.register();
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var statuses = clients.invokeAll(Collections.nCopies(200, () -> api.chat(user, "now").status())).stream()
                    .map(Future::resultNow)
                    .toList();

            assertThat(statuses).containsOnly(200, 402);
            assertThat(Collections.frequency(statuses, 200)).isEqualTo(40);
        }
        assertThat(api.available(user)).isZero();
    }

    @Test
    void aStreamGivesDeltasAndThenTheWholeAnswer() {
        Answer answer = api.send(
                "POST", "/api/chat", api.register(), "{\"message\": \"hi\", \"model\": \"echo\"}", "Accept",
                "text/event-stream");

        assertThat(answer.response().headers().firstValue("Content-Type").orElseThrow())
                .startsWith("text/event-stream");
        assertThat(answer.response().body())
                .startsWith("event: start\ndata: {\"id\":\"")
                .contains("event: delta\ndata: {\"text\":\"Echo: \"}\n\nevent: delta\ndata: {\"text\":\"hi\"}\n\n")
                .contains("event: done\ndata: {")
                .contains("\"response\":\"Echo: hi\"")
                .contains("\"remaining_tokens\":3900");
    }

    @Test
    void aStreamThatIsRefusedBeforeTheModelSpeaksIsAPlainProblem() {
        Answer answer = api.send(
                "POST", "/api/chat", api.register(), "{\"message\": \" \"}", "Accept", "text/event-stream");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("INVALID_REQUEST");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{}", "{\"message\": \"\"}", "{\"message\": \"  \"}", "{\"message\": 1}", "{\"message\": \"a\\u0000b\"}",
        "{\"message\": \"\\ud800\"}", "{\"message\": \"hi\", \"model\": \"none\"}",
        "{\"message\": \"hi\", \"other\": 1}",
        "{\"message\": \"hi\", \"conversation_id\": \"x\"}", "[]", "{", "null", ""
    })
    void whatCannotBeIsRefusedAndCostsNothing(String body) {
        User user = api.register();

        Answer answer = api.send("POST", "/api/chat", user, body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("INVALID_REQUEST");
        assertThat(answer.json().get("errors").isArray()).isTrue();
        assertThat(api.available(user)).isEqualTo(4000);
    }

    @Test
    void aMessageMayBeThirtyTwoThousandCharactersLongAndNoLonger() {
        User user = api.register();
        String longest = IntStream.range(0, 32_000).mapToObj(i -> "\uD83D\uDE00").reduce(new StringBuilder(),
                StringBuilder::append, StringBuilder::append).toString();

        assertThat(api.chat(user, longest).status()).isEqualTo(200);
        assertThat(api.chat(user, longest + "!").status()).isEqualTo(400);
    }
}
