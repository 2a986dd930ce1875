package io.chatledger.command.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerWriterTest {

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofMillis(200);

    /** Tried again, for a busy machine is late now and then, but a fault is always. */
    @Test
    void keepAlivesAreWholeAfterEachIntervalOfSilence() {
        await().atMost(Duration.ofMinutes(1)).untilAsserted(AnswerWriterTest::verifyTwoKeepAlives);
    }

    private static void verifyTwoKeepAlives() {
        var client = new Client(2);
        long begunNanos = System.nanoTime();

        new AnswerWriter(AnyChatSettings.withKeepAlives(INTERVAL, PAUSE))
                .stream(RunningReplyTest.anyReply(), client, OnDisconnect.CANCEL);

        assertThat(client.heard).startsWith("start");
        assertThat(String.join("", client.heard.subList(1, client.heard.size())))
                .isEqualTo(": keep-alive\n\n: keep-alive\n\n");
        // Each is in parts, and it is the last of them that comes in time.
        for (int i = 0; i < 2; i++) {
            long afterNanos = client.wholeAtNanos.get(i) - begunNanos;
            assertThat(afterNanos).isBetween(
                    INTERVAL.multipliedBy(i + 1).toNanos(), INTERVAL.multipliedBy(i + 1).plus(PAUSE).toNanos());
        }
    }

    @Test
    void thePausesOfAKeepAliveFitIntoTheInterval() {
        AnyChatSettings.withKeepAlives(PAUSE.multipliedBy(4), PAUSE);
        assertThatThrownBy(() -> AnyChatSettings.withKeepAlives(PAUSE.multipliedBy(4).minusMillis(1), PAUSE))
                .hasMessageContaining("keep-alive-interval");
    }

    /** Hears so many keep-alives, and is gone. */
    private static final class Client implements AnswerStream {
        private final int keepAlives;
        private final List<String> heard = new ArrayList<>();
        private final List<Long> wholeAtNanos = new ArrayList<>();

        Client(int keepAlives) {
            this.keepAlives = keepAlives;
        }

        @Override
        public void start(AnswerStart start) {
            heard.add("start");
        }

        @Override
        public void keepAlive(String part) throws IOException {
            heard.add(part);
            if (part.endsWith("\n\n")) {
                wholeAtNanos.add(System.nanoTime());
            }
            if (wholeAtNanos.size() == keepAlives) {
                throw new IOException("gone");
            }
        }

        @Override
        public void delta(Delta piece) {
            throw new AssertionError(piece);
        }

        @Override
        public void done(ChatAnswer answer) {
            throw new AssertionError(answer);
        }

        @Override
        public void failed(RuntimeException failure) {
            throw failure;
        }
    }
}
