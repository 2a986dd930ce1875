package io.chatledger.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.api.ErrorCode;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A header reaches its side as the client sent it, or the call does not. */
class RequestHeadersTest extends GatewayTest {

    private static final int LONGEST_KEY = 255;

    @ParameterizedTest
    @ValueSource(strings = {"k", "!", "~", "0b4e8f5c-1f6e-4c52-9d8c-0a3d6a5f7e11", "\"quoted\"", "a,b"})
    void anIdempotencyKeyIsVisibleAscii(String key) throws Exception {
        assertThat(chat("Idempotency-Key: " + key)).startsWith("HTTP/1.1 200 ");
        assertThat(command.onlyCall().header("Idempotency-Key")).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00e9", "k\u00e9", "\u00c3\u00a9", "k\u00a0", "\u00ff", "k 1", "k\t1", ""})
    void anyOtherIdempotencyKeyIsRefusedBecauseTwoOfThemMightBecomeTheSame(String key) throws Exception {
        assertBlamed(chat("Idempotency-Key: " + key), "Idempotency-Key", "must be 1 to 255 visible ASCII characters");
        assertThat(command.calls()).isEmpty();
    }

    @Test
    void anIdempotencyKeyHasAtMost255Characters() throws Exception {
        String longest = "k".repeat(LONGEST_KEY);
        assertThat(post(longest).statusCode()).isEqualTo(200);
        assertThat(command.onlyCall().header("Idempotency-Key")).isEqualTo(longest);
        HttpResponse<String> refused = post(longest + "k");
        assertProblem(refused, ErrorCode.INVALID_REQUEST);
        assertThat(body(refused).at("/errors/0/field").asString()).isEqualTo("Idempotency-Key");
        assertThat(command.calls()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"k-2", "k-1", ""})
    void thereIsOneIdempotencyKeyAtMost(String second) throws Exception {
        assertBlamed(
                chat("Idempotency-Key: k-1\r\nidempotency-key: " + second), "Idempotency-Key", "must be given once");
        assertThat(command.calls()).isEmpty();
    }

    @Test
    void openAisClientsAreToldWhichHeaderToBlame() throws Exception {
        assertThat(send("/v1/chat/completions", "Content-Type: application/json\r\nIdempotency-Key: \u00e9"))
                .startsWith("HTTP/1.1 400 ")
                .contains("\"type\":\"invalid_request_error\"", "\"param\":\"Idempotency-Key\"");
        assertThat(command.calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Accept", "Accept-Language"})
    void noOtherHeaderIsAlteredEither(String name) throws Exception {
        assertBlamed(chat(name + ": x;q=\"\u00e9\""), name, "must be ASCII characters");
        assertThat(command.calls()).isEmpty();
        assertThat(chat(name + ": a,\tb")).startsWith("HTTP/1.1 200 ");
        assertThat(command.onlyCall().header(name)).isEqualTo("a,\tb");
    }

    @Test
    void aContentTypeIsNotAlteredEither() throws Exception {
        assertBlamed(
                send("/api/chat", "Content-Type: application/json; x=\"\u00e9\""),
                "Content-Type", "must be ASCII characters");
        assertThat(command.calls()).isEmpty();
    }

    @Test
    void whatAClientCallsItselfPassesAsItIsOrNotAtAll() throws Exception {
        for (String[] sentAndPassed : new String[][] {
            {"User-Agent: Mozilla/5.0 (X11)\r\n", "Mozilla/5.0 (X11)"}, {"User-Agent: caf\u00e9\r\n", ""}, {"", ""}
        }) {
            command.calls().clear();
            assertThat(chat(sentAndPassed[0] + "Accept: a")).startsWith("HTTP/1.1 200 ");
            assertThat(command.onlyCall().header("User-Agent")).isEqualTo(sentAndPassed[1]);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0001", "\u007f", "\u0000"})
    void aControlCharacterIsRefused(String character) throws Exception {
        for (String name : new String[] {"Idempotency-Key", "Accept", "Accept-Language"}) {
            assertThat(chat(name + ": a" + character + "b"))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("\"INVALID_REQUEST\"");
        }
        assertThat(command.calls()).isEmpty();
    }

    private static void assertBlamed(String response, String field, String message) {
        assertThat(response)
                .startsWith("HTTP/1.1 400 ")
                .contains("Content-Type: application/problem+json", "\"INVALID_REQUEST\"")
                .contains("\"errors\":[{\"field\":\"" + field + "\",\"message\":\"" + message + "\"}]");
    }

    private HttpResponse<String> post(String key) throws IOException, InterruptedException {
        return gateway.post("/api/chat", "{}", "Authorization", bearer, "Idempotency-Key", key);
    }

    private String chat(String headers) throws IOException {
        return send("/api/chat", "Content-Type: application/json\r\n" + headers);
    }

    private String send(String path, String headers) throws IOException {
        try (Socket socket = gateway.connect("POST " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: " + bearer
                + "\r\nConnection: close\r\nContent-Length: 2\r\n" + headers + "\r\n\r\n{}")) {
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }
}
