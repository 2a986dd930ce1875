package io.chatledger.command.chat;

import io.chatledger.api.ErrorCode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Tells a running model call since when it runs, that it is to end, and why: the first reason counts. */
public final class Cancellation {

    private final long begunNanos = System.nanoTime();
    private final CompletableFuture<ErrorCode> cancelled = new CompletableFuture<>();

    /** When the call began, by {@link System#nanoTime()}; providers that are asked later share its time. */
    public long begunNanos() {
        return begunNanos;
    }

    /** @param why {@code CANCELLED} if nobody waits for it any more, {@code UNAVAILABLE} if this process ends */
    void cancel(ErrorCode why) {
        cancelled.complete(why);
    }

    /** Null while it may go on. */
    @Nullable ErrorCode reason() {
        return cancelled.getNow(null);
    }

    /** Waits for it; false if it has not come by then. */
    boolean comesWithin(Duration atMost) {
        try {
            var _ = cancelled.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        } catch (ExecutionException never) {
            throw new AssertionError(never);
        }
    }

    /** Runs the action on cancellation, at once if that is now. */
    public void onCancel(Runnable action) {
        var _ = cancelled.thenRun(action);
    }
}
