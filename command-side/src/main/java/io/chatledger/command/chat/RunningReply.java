package io.chatledger.command.chat;

import io.chatledger.api.MessageId;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A model call under way, between the thread that runs it to its end, whatever happens, and the request that waits for it
 * and may go away.
 */
public final class RunningReply {

    /** What the waiting request is told: pieces, and then how it ended. */
    public sealed interface Piece {

        /** @param text a part of the reply */
        record Delta(String text) implements Piece {}

        record Done(ChatAnswer answer) implements Piece {}

        record Failed(RuntimeException failure) implements Piece {}
    }

    /** A reader that is slower than the model slows the model down by so many pieces. */
    private static final int PIECES_AHEAD = 256;

    private static final long CHECK_MILLIS = 100;

    private final BlockingQueue<Piece> pieces = new ArrayBlockingQueue<>(PIECES_AHEAD);
    private final StringBuffer generated = new StringBuffer();
    private final Cancellation cancellation = new Cancellation();
    private final MessageId messageId;
    private final Instant sentAt;
    private volatile @Nullable Piece end;

    RunningReply(MessageId messageId, Instant sentAt) {
        this.messageId = messageId;
        this.sentAt = sentAt;
    }

    /** The message that it answers. */
    public MessageId messageId() {
        return messageId;
    }

    public Instant sentAt() {
        return sentAt;
    }

    /** The next piece, or null if there was none for so long. */
    public @Nullable Piece next(Duration atMost) throws InterruptedException {
        Piece next = pieces.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
        return next == null ? end : next;
    }

    /** Nobody waits any more: stops the model; what it said until now is the reply. */
    public void cancel() {
        cancellation.cancel();
    }

    Cancellation cancellation() {
        return cancellation;
    }

    /** What the model has said so far. */
    String generated() {
        return generated.toString();
    }

    /** Waits for a slow reader, but not for one that is gone. */
    void say(String text) {
        if (!text.isEmpty()) {
            generated.append(text);
            offer(new Piece.Delta(text));
        }
    }

    void end(Piece last) {
        end = last;
        offer(last);
    }

    private void offer(Piece piece) {
        try {
            while (!pieces.offer(piece, CHECK_MILLIS, TimeUnit.MILLISECONDS)) {
                if (cancellation.isCancelled()) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            cancel();
            Thread.currentThread().interrupt();
        }
    }
}
