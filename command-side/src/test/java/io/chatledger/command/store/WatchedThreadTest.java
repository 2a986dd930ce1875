package io.chatledger.command.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;

class WatchedThreadTest {

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final WatchedThread thread = new WatchedThread("watched", nanos::get);
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void stop() {
        thread.stop(end::countDown);
    }

    @Test
    void itIsDownBeforeItIsStarted() {
        assertThat(thread.health().getStatus()).isEqualTo(Status.DOWN);
    }

    @Test
    void itIsDownWhenItHasEndedByItself() {
        thread.start(this::work);
        assertThat(thread.health().getStatus()).isEqualTo(Status.UP);

        end.countDown();

        await().until(() -> thread.health().getStatus().equals(Status.DOWN));
    }

    @Test
    void itIsDownWhenItHasNotGotOnForThirtySecondsAndUpWhenItDoesAgain() {
        thread.start(this::work);

        passes(Duration.ofSeconds(30).minusNanos(1));
        assertThat(thread.health().getStatus()).isEqualTo(Status.UP);
        passes(Duration.ofNanos(1));
        assertThat(thread.health().getStatus()).isEqualTo(Status.DOWN);

        thread.gotOn();
        assertThat(thread.health().getStatus()).isEqualTo(Status.UP);
    }

    private void work() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void passes(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
