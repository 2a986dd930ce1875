package io.chatledger.query.following;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;

class ThreadsTest {

    private final Threads threads = new Threads();

    @Test
    void thoseThatWorkUntilTheyAreStoppedAreHealthy() {
        threads.add("one", new Waiting());
        threads.add("other", new Waiting());
        threads.start();

        assertThat(threads.health().getStatus()).isEqualTo(Status.UP);

        threads.stop();
        assertThat(threads.isRunning()).isFalse();
    }

    @Test
    void oneThatEndsByItselfIsToldByTheHealth() {
        var ended = new Waiting();
        threads.add("one", ended);
        threads.add("other", new Waiting());
        threads.start();

        ended.stop();

        await().until(() -> threads.health().getStatus().equals(Status.DOWN));
        threads.stop();
    }

    private static final class Waiting implements Work {

        private final CountDownLatch told = new CountDownLatch(1);

        @Override
        public void run() {
            try {
                told.await();
            } catch (InterruptedException end) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void stop() {
            told.countDown();
        }
    }
}
