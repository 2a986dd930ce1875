package io.chatledger.command.web;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.command.Api;
import io.chatledger.command.Api.Answer;
import io.chatledger.command.Api.User;
import io.chatledger.command.CommandSideTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.Charset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What is taken for JSON (API4:2023, ASVS 1.5.3), and that it is spoken. */
@CommandSideTest
class JsonTest {

    private static final int DEEPEST = 100;

    @LocalServerPort
    int port;

    Api api;
    User user;

    @BeforeEach
    void connect() {
        api = new Api(port);
        user = api.register();
    }

    @Test
    void valuesMayStandAHundredLevelsDeepAndNoDeeper() {
        assertThat(isRead(complete(nested(DEEPEST - 1)))).isTrue();
        assertThat(isRead(complete(nested(DEEPEST)))).isFalse();
        assertThat(isRead(complete(nested(100_000)))).isFalse();
    }

    @Test
    void aNumberMayHaveAHundredDigitsAndNotOneMore() {
        assertThat(isRead(complete("1".repeat(100)))).isTrue();
        assertThat(isRead(complete("1".repeat(101)))).isFalse();
    }

    @Test
    void textIsUtf8AndNothingElse() throws Exception {
        String message = "{\"message\": \"na\u00efve\", \"model\": \"echo\"}";

        HttpResponse<String> answer = chat(message, UTF_8);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("Echo: na\u00efve");
        for (Charset other : List.of(UTF_16, UTF_16BE, UTF_16LE, Charset.forName("UTF-32"))) {
            assertThat(chat(message, other).statusCode()).as(other.name()).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "image/png", "application/xml", "nonsense", "text/html, image/*;q=0.1", "*/*"})
    void theAnswerIsJsonWhateverIsAskedFor(String accept) {
        Answer answer = api.send(
                "POST", "/api/chat", user, "{\"message\": \"hi\", \"model\": \"echo\"}", "Accept", accept);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.response().headers().firstValue("Content-Type")).contains("application/json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/event-stream", "text/event-stream, application/json;q=0.5", "text/*"})
    void itIsStreamedToWhomThatIsDearer(String accept) {
        Answer answer = api.send(
                "POST", "/api/chat", user, "{\"message\": \"hi\", \"model\": \"echo\"}", "Accept", accept);

        assertThat(answer.response().headers().firstValue("Content-Type").orElseThrow())
                .startsWith("text/event-stream");
    }

    /** Unknown fields are ignored there, whatever is in them. */
    private Answer complete(String unknown) {
        return api.send("POST", "/v1/chat/completions", user, """
                {"model": "echo", "messages": [{"role": "user", "content": "hi"}], "unknown": %s}"""
                        .formatted(unknown));
    }

    /** Then the field is refused for its name; what is not read is refused as a whole. */
    private static boolean isRead(Answer answer) {
        assertThat(answer.status()).isEqualTo(400);
        return answer.json().get("error").get("param").asString("").equals("unknown");
    }

    private static String nested(int arrays) {
        return "[".repeat(arrays) + "]".repeat(arrays);
    }

    private HttpResponse<String> chat(String body, Charset charset) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/api/chat"))
                            .header("Content-Type", "application/json")
                            .header("Authorization", "Bearer " + user.access())
                            .POST(BodyPublishers.ofByteArray(body.getBytes(charset)))
                            .build(),
                    BodyHandlers.ofString());
        }
    }
}
