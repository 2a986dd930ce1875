package io.chatledger.command.chat;

import java.util.concurrent.CompletableFuture;

/** Tells a running model call that nobody waits for it any more. */
public final class Cancellation {

    private final CompletableFuture<Void> cancelled = new CompletableFuture<>();

    public void cancel() {
        cancelled.complete(null);
    }

    public boolean isCancelled() {
        return cancelled.isDone();
    }

    /** Runs the action on cancellation, at once if that is now. */
    public void onCancel(Runnable action) {
        cancelled.thenRun(action);
    }
}
