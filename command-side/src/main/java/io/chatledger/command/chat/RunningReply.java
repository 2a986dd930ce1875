package io.chatledger.command.chat;

import io.chatledger.api.ErrorCode;
import io.chatledger.api.Finish;
import java.time.Duration;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model call under way, between the thread that runs it to its end, whatever happens, and the request that waits for
 * it and may go away.
 *
 * <p>All that was said is kept until then, and the request reads it at its own speed: the model never waits for a slow
 * client, so no client holds a place at a provider for longer than the model speaks.
 */
public final class RunningReply implements Listener {

    /** What the waiting request is told: pieces, and then how it ended. */
    public sealed interface Piece permits Delta, Piece.Done, Piece.Failed {

        record Done(ChatAnswer answer) implements Piece {}

        record Failed(RuntimeException failure) implements Piece {}
    }

    private final PendingMessage message;
    private final Cancellation cancellation = new Cancellation();
    /** Words of all kinds, in the order in which they were said. */
    private final StringBuilder said = new StringBuilder();
    /** Of the pieces: their last characters. A bit for each, however long and in however many pieces a reply is. */
    private final BitSet pieceEnds = new BitSet();
    /** The same by kind, of those that are no text. */
    private final Map<Delta.Kind, BitSet> endsOfKind = new EnumMap<>(Delta.Kind.class);
    /** Characters that the request was told. */
    private int told;
    private @Nullable String provider;
    private boolean spoken;
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
        while (told == said.length() && end == null && leftNanos > 0) {
            // Rounded up: wait(0) would wait for ever.
            wait(leftNanos / 1_000_000 + 1);
            leftNanos = deadlineNanos - System.nanoTime();
        }
        if (told == said.length()) {
            return end;
        }
        Delta piece = pieceFrom(told);
        told += piece.text().length();
        return piece;
    }

    private Delta pieceFrom(int begin) {
        int last = pieceEnds.nextSetBit(begin);
        return new Delta(kindOf(last), said.substring(begin, last + 1));
    }

    private Delta.Kind kindOf(int last) {
        for (Map.Entry<Delta.Kind, BitSet> kind : endsOfKind.entrySet()) {
            if (kind.getValue().get(last)) {
                return kind.getKey();
            }
        }
        return Delta.Kind.TEXT;
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

    /** Whether there was a word. */
    synchronized boolean hasSpoken() {
        return spoken;
    }

    /** What the model has said so far, as the reply to whoever has cancelled the rest. */
    synchronized Reply saidUntilCancelled() {
        var words = new EnumMap<Delta.Kind, StringBuilder>(Delta.Kind.class);
        var more = new More();
        for (int at = 0; at < said.length(); ) {
            Delta piece = pieceFrom(at);
            if (piece.kind() == Delta.Kind.MORE) {
                more.add(piece.text());
            } else {
                words.computeIfAbsent(piece.kind(), _ -> new StringBuilder()).append(piece.text());
            }
            at += piece.text().length();
        }
        return more.reply(
                words.getOrDefault(Delta.Kind.TEXT, new StringBuilder()).toString(),
                words.getOrDefault(Delta.Kind.REFUSAL, new StringBuilder()).toString(),
                words.getOrDefault(Delta.Kind.REASONING, new StringBuilder()).toString(),
                Finish.CANCELLED,
                null);
    }

    /** Who speaks, or has spoken; null before the first piece. */
    synchronized @Nullable String provider() {
        return provider;
    }

    @Override
    public synchronized void begins(String speaking) {
        provider = speaking;
    }

    @Override
    public synchronized void accept(Delta piece) {
        spoken |= !piece.text().isEmpty();
        beside(piece);
    }

    @Override
    public synchronized void beside(Delta piece) {
        if (!piece.text().isEmpty()) {
            said.append(piece.text());
            int last = said.length() - 1;
            pieceEnds.set(last);
            if (piece.kind() != Delta.Kind.TEXT) {
                endsOfKind.computeIfAbsent(piece.kind(), _ -> new BitSet()).set(last);
            }
            notifyAll();
        }
    }

    synchronized void end(Piece last) {
        end = last;
        notifyAll();
    }
}
