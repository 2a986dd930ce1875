package io.chatledger.command.provider;

import io.chatledger.command.provider.ProviderSettings.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Closes the stream of a call that has been silent, or has gone on, for too long; that ends its reader's wait. */
final class Deadlines implements AutoCloseable {

    private static final long CHECK_MILLIS = 100;

    private static final ScheduledExecutorService WATCH = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("provider-deadlines").factory());

    private final Limits limits;
    private final InputStream stream;
    private final long endNanos;
    private final ScheduledFuture<?> watching;
    private volatile long silentUntilNanos;
    private volatile boolean hasSpoken;
    private volatile boolean passed;

    /**
     * @param startedNanos when this call began
     * @param endNanos     when it has to be over
     */
    Deadlines(Limits limits, long startedNanos, long endNanos, InputStream stream) {
        this.limits = limits;
        this.stream = stream;
        this.endNanos = endNanos;
        this.silentUntilNanos = startedNanos + limits.firstTokenTimeout().toNanos();
        this.watching = WATCH.scheduleWithFixedDelay(this::check, CHECK_MILLIS, CHECK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** A piece of the reply has come. */
    void spoke() {
        hasSpoken = true;
        alive();
    }

    /** Something has come; before the first piece of the reply that is not enough. */
    void alive() {
        if (hasSpoken) {
            silentUntilNanos = System.nanoTime() + limits.idleTimeout().toNanos();
        }
    }

    /** Whether the stream ended because we ended it. */
    boolean havePassed() {
        return passed;
    }

    private void check() {
        long now = System.nanoTime();
        if (now - endNanos > 0 || now - silentUntilNanos > 0) {
            passed = true;
            Thread.startVirtualThread(this::end); // closing may wait, and the watch must not
            watching.cancel(false);
        }
    }

    private void end() {
        try {
            stream.close();
        } catch (IOException e) {
            // It is closed.
        }
    }

    @Override
    public void close() {
        watching.cancel(false);
    }
}
