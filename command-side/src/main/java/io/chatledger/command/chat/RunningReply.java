package io.chatledger.command.chat;

import io.chatledger.api.ErrorCode;
import io.chatledger.api.Finish;
import java.time.Duration;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
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
    public sealed interface Piece permits Delta, Piece.End {

        sealed interface End extends Piece {}

        record Done(ChatAnswer answer) implements End {}

        record Failed(RuntimeException failure) implements End {}
    }

    /** Held for moments. A virtual thread that waits for a monitor instead would be woken by way of another thread. */
    private final Lock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private final Condition over = lock.newCondition();
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
    private Piece.@Nullable End end;

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
    public @Nullable Piece next(Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            long leftNanos = atMost.toNanos();
            while (told == said.length() && end == null && leftNanos > 0) {
                leftNanos = moved.awaitNanos(leftNanos);
            }
            if (told == said.length()) {
                return end;
            }
            Delta piece = pieceFrom(told);
            told += piece.text().length();
            return piece;
        } finally {
            lock.unlock();
        }
    }

    /** How it ended, however long that takes. */
    public Piece.End awaitEnd() throws InterruptedException {
        lock.lock();
        try {
            while (end == null) {
                over.await();
            }
            return end;
        } finally {
            lock.unlock();
        }
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
    boolean hasSpoken() {
        lock.lock();
        try {
            return spoken;
        } finally {
            lock.unlock();
        }
    }

    /** What the model has said so far, as the reply to whoever has cancelled the rest. */
    Reply saidUntilCancelled() {
        lock.lock();
        try {
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
        } finally {
            lock.unlock();
        }
    }

    /** Who speaks, or has spoken; null before the first piece. */
    @Nullable String provider() {
        lock.lock();
        try {
            return provider;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void begins(String speaking) {
        lock.lock();
        try {
            provider = speaking;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void accept(Delta piece) {
        add(piece, true);
    }

    @Override
    public void beside(Delta piece) {
        add(piece, false);
    }

    private void add(Delta piece, boolean isWord) {
        if (piece.text().isEmpty()) {
            return;
        }
        lock.lock();
        try {
            spoken |= isWord;
            said.append(piece.text());
            int last = said.length() - 1;
            pieceEnds.set(last);
            if (piece.kind() != Delta.Kind.TEXT) {
                endsOfKind.computeIfAbsent(piece.kind(), _ -> new BitSet()).set(last);
            }
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void end(Piece.End last) {
        lock.lock();
        try {
            end = last;
            moved.signalAll();
            over.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
