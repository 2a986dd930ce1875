package io.chatledger.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatledger.api.ErrorCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A reply passes through the gateway as the model speaks. */
class StreamingTest extends GatewayTest {

    private static final String DELTA = "event: delta\ndata: {\"text\":\"Hel\"}\n\n";
    private static final String DONE = "event: done\ndata: {\"response\":\"Hello\"}\n\n";
    private static final String KEEP_ALIVE = ": keep-alive\n\n";

    @Test
    void aDeltaArrivesBeforeTheReplyHasEnded() throws Exception {
        var clientHasTheDelta = new CountDownLatch(1);
        command.answers((call, side) -> {
            side.events();
            side.chunk(DELTA);
            await(clientHasTheDelta);
            side.chunk(KEEP_ALIVE);
            side.chunk(DONE);
            side.end();
        });
        HttpResponse<InputStream> response = stream();
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream;charset=UTF-8");
        assertThat(command.onlyCall().header("Accept")).isEqualTo("text/event-stream");
        try (InputStream events = response.body()) {
            assertThat(new String(events.readNBytes(DELTA.length()), UTF_8)).isEqualTo(DELTA);
            clientHasTheDelta.countDown();
            assertThat(new String(events.readAllBytes(), UTF_8)).isEqualTo(KEEP_ALIVE + DONE);
        }
    }

    @Test
    void theStatusArrivesBeforeTheModelSaysAnything() throws Exception {
        var clientHasTheStatus = new CountDownLatch(1);
        command.answers((call, side) -> {
            side.events();
            await(clientHasTheStatus);
            side.chunk(DONE);
            side.end();
        });
        HttpResponse<InputStream> response = stream();
        clientHasTheStatus.countDown();
        assertThat(new String(response.body().readAllBytes(), UTF_8)).isEqualTo(DONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/chat", "/v1/chat/completions"})
    void whenTheClientHangsUpOneKeepAliveFindsOut(String path) throws Exception {
        assertThat(isClosedAfterTheClientLeaves(path, Socket::close)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/chat", "/v1/chat/completions"})
    void whenTheClientCrashesOneKeepAliveFindsOut(String path) throws Exception {
        assertThat(isClosedAfterTheClientLeaves(path, client -> {
            client.setSoLinger(true, 0);
            client.close();
        })).isTrue();
    }

    private interface Departure {
        void of(Socket client) throws IOException;
    }

    /** Whether the gateway leaves the side between two parts of the one keep-alive that follows. */
    private boolean isClosedAfterTheClientLeaves(String path, Departure departure) throws Exception {
        var clientIsGone = new CountDownLatch(1);
        var closed = new CompletableFuture<Boolean>();
        command.answers((call, side) -> {
            side.events();
            side.chunk(DELTA);
            await(clientIsGone);
            side.chunk(":");
            if (!side.isLeftWithin(Duration.ofMillis(500))) {
                side.chunk(" keep-alive");
                closed.complete(side.isLeftWithin(Duration.ofSeconds(2)));
            }
            closed.complete(true);
        });
        Socket client = gateway.connect("POST " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: " + bearer
                + "\r\nAccept: text/event-stream\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
        readUntilDelta(client);
        departure.of(client);
        clientIsGone.countDown();
        return closed.get(20, TimeUnit.SECONDS);
    }

    private static void readUntilDelta(Socket client) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8));
        for (String line; !(line = lines.readLine()).startsWith("data:"); ) {
            assertThat(line).isNotNull();
        }
        // The rest of the event and of its chunk: whoever leaves something unread does not hang up but reset.
        lines.readLine();
        lines.readLine();
    }

    @Test
    void whenTheSideBreaksOffSoDoesTheGateway() throws Exception {
        command.answers((call, side) -> {
            side.events();
            side.chunk(DELTA);
            side.breakOff();
        });
        try (InputStream events = stream().body()) {
            assertThatThrownBy(events::readAllBytes).isInstanceOf(IOException.class);
        }
        assertThatThereIsNothingMoreToCome();
        assertThat(command.calls()).hasSize(1);
    }

    @Test
    void whenTheSideFallsSilentTheGatewayBreaksOff() throws Exception {
        command.answers((call, side) -> {
            side.events();
            side.chunk(DELTA);
            side.isLeftWithin(Duration.ofSeconds(20));
        });
        try (InputStream events = stream().body()) {
            assertThat(new String(events.readNBytes(DELTA.length()), UTF_8)).isEqualTo(DELTA);
            assertThatThrownBy(events::readAllBytes).isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 100000", "Transfer-Encoding: chunked"})
    void aLongAnswerThatBreaksOffIsNotPassedOffAsWhole(String framing) throws Exception {
        query.answers((call, side) -> {
            side.head("Content-Type: application/x-ndjson", framing);
            String lines = "{\"position\":1}\n".repeat(2000);
            if (framing.startsWith("Content")) {
                side.write(lines);
            } else {
                side.chunk(lines);
            }
            side.breakOff();
        });
        assertThatThrownBy(() -> gateway.get("/api/audit/events", "Authorization", bearer))
                .isInstanceOf(IOException.class);
        assertThatThereIsNothingMoreToCome();
        assertThat(query.calls()).hasSize(1);
    }

    @Test
    void aShortAnswerThatBreaksOffIsAProblemInstead() throws Exception {
        query.answers((call, side) -> {
            side.head("Content-Type: application/json", "Content-Length: 100", "ETag: \"1\"");
            side.write("{\"tokens\":39");
            side.breakOff();
        });
        HttpResponse<String> response = gateway.get("/api/tokens", "Authorization", bearer);
        assertProblem(response, ErrorCode.UNAVAILABLE);
        assertThat(response.headers().firstValue("ETag")).isEmpty();
        assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
    }

    @Test
    void aLongAnswerPassesWhole() throws Exception {
        String lines = "{\"position\":1}\n".repeat(100_000);
        query.answers((call, side) -> {
            side.head("Content-Type: application/x-ndjson", "Transfer-Encoding: chunked");
            side.chunk(lines);
            side.end();
        });
        assertThat(gateway.get("/api/audit/events", "Authorization", bearer).body()).isEqualTo(lines);
    }

    /** What the gateway might still do after it has hung up, it has done when it answers the next ones. */
    private void assertThatThereIsNothingMoreToCome() throws Exception {
        for (int i = 0; i < 20; i++) {
            assertThat(gateway.get("/openapi.yaml").statusCode()).isEqualTo(200);
        }
    }

    private HttpResponse<InputStream> stream() throws IOException, InterruptedException {
        var request = gateway.request(
                "POST", "/api/chat", BodyPublishers.ofString("{}"),
                "Authorization", bearer, "Accept", "text/event-stream", "Content-Type", "application/json");
        return gateway.client().send(request.build(), BodyHandlers.ofInputStream());
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(20, TimeUnit.SECONDS)) {
            throw new IllegalStateException("nobody came");
        }
    }
}
