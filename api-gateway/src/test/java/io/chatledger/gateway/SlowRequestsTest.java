package io.chatledger.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** API4:2023 Unrestricted Resource Consumption: clients who send a byte now and then. */
class SlowRequestsTest extends GatewayTest {

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration CUT_WITHIN = Duration.ofSeconds(5);
    private static final int BETWEEN_BYTES_MILLIS = 50;

    private static Gateway impatient;

    @BeforeAll
    static void start() {
        impatient = new Gateway(
                command.url(), query.url(),
                "--chatledger.gateway.request-timeout=" + REQUEST_TIMEOUT.toMillis() + "ms");
    }

    @AfterAll
    static void stop() {
        impatient.close();
    }

    @Test
    void slowHeadersAreCutOff() throws Exception {
        assertThat(answerToDribbling("GET /api/tokens HTTP/1.1\r\nHost: x\r\nX-Slow: ", "a")).isEmpty();
        assertThat(answerToDribbling("GET /", "a")).isEmpty();
    }

    @Test
    void aSlowBodyIsCutOffAndRefused() throws Exception {
        for (String framing : new String[] {"Content-Length: 100000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n"}) {
            assertThat(answerToDribbling(
                            "POST /api/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" + framing,
                            framing.startsWith("Content") ? " " : "1\r\n \r\n"))
                    .startsWith("HTTP/1.1 400 ").contains("\"INVALID_REQUEST\"");
        }
        assertThat(command.calls()).isEmpty();
    }

    @Test
    void aSlowBodyThatNobodyWantedIsNotWaitedForEither() throws Exception {
        assertThat(answerToDribbling("POST /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n", " "))
                .startsWith("HTTP/1.1 404 ");
    }

    @Test
    void whoSendsInTimeMayBeAnsweredForLonger() throws Exception {
        command.answers((call, side) -> {
            assertThat(side.isLeftWithin(REQUEST_TIMEOUT.multipliedBy(3))).isFalse();
            side.json("{}");
        });
        var body = "{\"message\":\"Hello\"}";
        try (Socket socket = impatient.connect("POST /api/chat HTTP/1.1\r\nHost: x\r\nAuthorization: " + bearer
                + "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " + body.length()
                + "\r\n\r\n" + body)) {
            assertThat(new String(socket.getInputStream().readAllBytes(), ISO_8859_1)).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void aConnectionMayPauseBetweenTwoRequests() throws Exception {
        String request = "GET /openapi.yaml HTTP/1.1\r\nHost: x\r\n";
        try (Socket socket = impatient.connect("HEAD /openapi.yaml HTTP/1.1\r\nHost: x\r\n\r\n")) {
            InputStream in = socket.getInputStream();
            assertThat(new String(in.readNBytes("HTTP/1.1 200".length()), ISO_8859_1)).isEqualTo("HTTP/1.1 200");
            in.skipNBytes(in.available());
            socket.setSoTimeout(Math.toIntExact(REQUEST_TIMEOUT.multipliedBy(2).toMillis()));
            readUntilSilence(in);
            socket.getOutputStream().write((request + "Connection: close\r\n\r\n").getBytes(ISO_8859_1));
            assertThat(new String(in.readAllBytes(), ISO_8859_1)).startsWith("HTTP/1.1 200");
        }
    }

    /** What came before the connection was closed, which happened in time. */
    private static String answerToDribbling(String start, String drop) throws IOException {
        Instant begun = Instant.now();
        var answer = new StringBuilder();
        try (Socket socket = impatient.connect(start)) {
            socket.setSoTimeout(BETWEEN_BYTES_MILLIS);
            while (Duration.between(begun, Instant.now()).compareTo(CUT_WITHIN) < 0) {
                try {
                    int next = socket.getInputStream().read();
                    if (next < 0) {
                        return answer.toString();
                    }
                    answer.append((char) next);
                } catch (SocketTimeoutException nothingYet) {
                    socket.getOutputStream().write(drop.getBytes(ISO_8859_1));
                }
            }
        } catch (SocketException reset) {
            return answer.toString();
        }
        throw new AssertionError("still open after " + CUT_WITHIN);
    }

    private static void readUntilSilence(InputStream in) throws IOException {
        try {
            while (in.read() >= 0) {
                // The rest of the headers.
            }
            throw new AssertionError("closed");
        } catch (SocketTimeoutException silence) {
            // As it should be.
        }
    }
}
