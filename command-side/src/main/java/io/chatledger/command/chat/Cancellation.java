package io.chatledger.command.chat;

import io.chatledger.api.ErrorCode;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Tells a running model call that it is to end, and why: the first reason counts. */
public final class Cancellation {

    private final CompletableFuture<ErrorCode> cancelled = new CompletableFuture<>();

    /** @param why {@code CANCELLED} if nobody waits for it any more, {@code UNAVAILABLE} if this process ends */
    void cancel(ErrorCode why) {
        cancelled.complete(why);
    }

    /** Null while it may go on. */
    @Nullable ErrorCode reason() {
        return cancelled.getNow(null);
    }

    /** Runs the action on cancellation, at once if that is now. */
    public void onCancel(Runnable action) {
        var _ = cancelled.thenRun(action);
    }
}
