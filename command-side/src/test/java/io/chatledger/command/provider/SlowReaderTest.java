package io.chatledger.command.provider;

import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatledger.api.AccountId;
import io.chatledger.api.Balance;
import io.chatledger.api.CheckBalance;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SlowReaderTest extends WithScriptedProviders {

    /** More than the buffers between us and a client with a small window take. */
    private static final int PIECES = 9_000;
    private static final int SMALL_WINDOW_BYTES = 4096;

    @Test
    void whoReadsForLongerThanAReplyMayTakeGetsAllOfItAndPaysOnce() throws IOException {
        PROVIDER.stubFor(post("/hasty/chat/completions").willReturn(stream(IntStream.rangeClosed(0, PIECES)
                .mapToObj(i -> i == PIECES ? finish("stop") : delta("%08d, ".formatted(i)))
                .toArray(String[]::new))));
        long begunNanos = System.nanoTime();
        try (var client = new Socket()) {
            client.setReceiveBufferSize(SMALL_WINDOW_BYTES);
            client.connect(new InetSocketAddress("localhost", port));
            client.getOutputStream().write(request());

            await().until(() -> balance().equals(new Balance(3900, 0)));
            await().until(() -> System.nanoTime() - begunNanos > HASTY.toNanos());

            var lines = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8))
                    .lines()
                    .filter(line -> line.startsWith("data: "))
                    .toList();
            assertThat(lines).hasSize(1 + PIECES + 1);
            assertThat(lines.subList(1, 1 + PIECES)).isEqualTo(IntStream.range(0, PIECES)
                    .mapToObj("data: {\"text\":\"%08d, \"}"::formatted)
                    .toList());
            assertThat(lines.getLast()).contains("\"status\":\"answered\"", "\"remaining_tokens\":3900");
        }
        assertBalance(3900);
        assertOutcome("MessageSent", "TokensHeld", "ReplyRecorded", "TokensDebited");
    }

    /** In a version without chunks, which would have to be put together. */
    private byte[] request() {
        String body = "{\"message\": \"hi\", \"model\": \"hasty\"}";
        return """
                POST /api/chat HTTP/1.0\r
                Accept: text/event-stream\r
                Content-Type: application/json\r
                Authorization: Bearer %s\r
                Content-Length: %d\r
                \r
                %s""".formatted(user.access(), body.length(), body).getBytes(StandardCharsets.UTF_8);
    }

    private Balance balance() {
        return commands.send(new CheckBalance(AccountId.parse(user.id())));
    }
}
