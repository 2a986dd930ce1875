package io.chatledger.command.chat;

import io.chatledger.api.ErrorCode;
import java.time.Duration;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * A model call under way, between the thread that runs it to its end, whatever happens, and the request that waits for it
 * and may go away.
 *
 * <p>All that was said is kept until then, and the request reads it at its own speed: the model never waits for a slow
 * client, so no client holds a place at a provider for longer than the model speaks.
 */
public final class RunningReply {

    /** What the waiting request is told: pieces, and then how it ended. */
    public sealed interface Piece {

        /** @param text a part of the reply */
        record Delta(String text) implements Piece {}

        record Done(ChatAnswer answer) implements Piece {}

        record Failed(RuntimeException failure) implements Piece {}
    }

    private final PendingMessage message;
    private final Cancellation cancellation = new Cancellation();
    private final StringBuilder generated = new StringBuilder();
    /** Of the pieces: their last characters. A bit for each, however long and in however many pieces a reply is. */
    private final BitSet pieceEnds = new BitSet();
    /** Characters that the request was told. */
    private int told;
    private @Nullable Piece end;

    RunningReply(PendingMessage message) {
        this.message = message;
    }

    /** What it answers. */
    public AnswerStart start() {
        return new AnswerStart(
                message.messageId().toString(),
                message.conversationId().toString(),
                message.model().id(),
                message.sentAt());
    }

    /** The next piece, or null if there was none for so long. The end comes when everything that was said has come. */
    public synchronized @Nullable Piece next(Duration atMost) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + atMost.toNanos();
        long leftNanos = atMost.toNanos();
        while (told == generated.length() && end == null && leftNanos > 0) {
            // Rounded up: wait(0) would wait for ever.
            wait(leftNanos / 1_000_000 + 1);
            leftNanos = deadlineNanos - System.nanoTime();
        }
        if (told == generated.length()) {
            return end;
        }
        int from = told;
        told = pieceEnds.nextSetBit(from) + 1;
        return new Piece.Delta(generated.substring(from, told));
    }

    /** Nobody waits any more: stops the model; what it said until now is the reply. */
    public void cancel() {
        cancellation.cancel(ErrorCode.CANCELLED);
    }

    /** This process ends: stops the model, and there is no reply. */
    void stop() {
        cancellation.cancel(ErrorCode.UNAVAILABLE);
    }

    Cancellation cancellation() {
        return cancellation;
    }

    /** What the model has said so far. */
    synchronized String generated() {
        return generated.toString();
    }

    synchronized void say(String text) {
        if (!text.isEmpty()) {
            generated.append(text);
            pieceEnds.set(generated.length() - 1);
            notifyAll();
        }
    }

    synchronized void end(Piece last) {
        end = last;
        notifyAll();
    }
}
