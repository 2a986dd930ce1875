package io.chatledger.query.following;

import java.time.Duration;

/**
 * Wakes all who wait. Whoever takes {@link #seen()} before looking for work and then waits for more than that misses
 * nothing that came in between.
 */
public final class Signal {

    private long raised;

    public synchronized long seen() {
        return raised;
    }

    public synchronized void raise() {
        raised++;
        notifyAll();
    }

    /** Returns when raised again since {@code seen}, or after {@code atMost}. */
    public synchronized void await(long seen, Duration atMost) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + atMost.toNanos();
        long leftNanos = atMost.toNanos();
        while (raised == seen && leftNanos > 0) {
            // Rounded up: wait(0) would wait for ever.
            wait(leftNanos / 1_000_000 + 1);
            leftNanos = deadlineNanos - System.nanoTime();
        }
    }
}
