package io.chatledger.command.chat;

import io.chatledger.api.ErrorCode;
import io.chatledger.command.account.Refusal;
import io.chatledger.command.chat.RunningReply.Piece;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Waits for running replies on the thread of the request. A client that is gone stops the model, if it did not say
 * otherwise.
 *
 * <p>That it is gone shows only when a write fails, and the first write after it left still succeeds, on each of the
 * two connections between us and the client: the refusal comes back later. So a keep-alive goes out in parts with
 * pauses between them, the last one when it is due. The second part makes the gateway find out and hang up, the fourth
 * makes us.
 */
@Component
public class AnswerWriter {

    private static final Logger log = LoggerFactory.getLogger(AnswerWriter.class);
    static final List<String> KEEP_ALIVE = List.of(":", " keep", "-alive", "\n\n");

    private final Duration keepAliveInterval;
    private final Duration keepAlivePause;

    AnswerWriter(
            ChatSettings settings) {
        this.keepAliveInterval = settings.keepAliveInterval();
        this.keepAlivePause = settings.keepAlivePause();
    }

    /** The whole answer, or the failure that took its place. */
    public ChatAnswer await(RunningReply running) {
        return switch (end(running)) {
            case Piece.Done(ChatAnswer answer) -> answer;
            case Piece.Failed(RuntimeException failure) -> throw failure;
        };
    }

    /** Tells the reply as it comes. */
    public void stream(RunningReply running, AnswerStream to, OnDisconnect onDisconnect) {
        try {
            to.start(running.start());
            long silentSinceNanos = System.nanoTime();
            int partsOfKeepAlive = 0;
            boolean ended = false;
            while (!ended) {
                Piece piece = next(running, untilPart(partsOfKeepAlive, silentSinceNanos));
                if (piece == null) {
                    to.keepAlive(KEEP_ALIVE.get(partsOfKeepAlive));
                    partsOfKeepAlive = (partsOfKeepAlive + 1) % KEEP_ALIVE.size();
                    if (partsOfKeepAlive == 0) {
                        silentSinceNanos += keepAliveInterval.toNanos();
                    }
                    continue;
                }
                if (partsOfKeepAlive > 0) {
                    to.keepAlive(String.join("", KEEP_ALIVE.subList(partsOfKeepAlive, KEEP_ALIVE.size())));
                    partsOfKeepAlive = 0;
                }
                switch (piece) {
                    case Delta delta -> {
                        to.answeredBy(running.provider());
                        to.delta(delta);
                    }
                    case Piece.Done(ChatAnswer answer) -> {
                        to.answeredBy(answer.provider());
                        to.done(answer);
                    }
                    case Piece.Failed(RuntimeException failure) -> to.failed(failure);
                }
                silentSinceNanos = System.nanoTime();
                ended = piece instanceof Piece.Done || piece instanceof Piece.Failed;
            }
        } catch (IOException gone) {
            log.info("The client disconnected before its answer was complete");
            if (onDisconnect == OnDisconnect.CANCEL) {
                running.cancel();
            }
        }
    }

    /** So that the last one comes when the silence has lasted for the interval. */
    private Duration untilPart(int part, long silentSinceNanos) {
        return keepAliveInterval
                .minus(keepAlivePause.multipliedBy(KEEP_ALIVE.size() - 1 - part))
                .minusNanos(System.nanoTime() - silentSinceNanos);
    }

    /** Tells an answer that is there already. */
    public void again(ChatAnswer answer, AnswerStream to) throws IOException {
        to.start(AnswerStart.of(answer));
        to.answeredBy(answer.provider());
        if (answer.reasoning() != null) {
            to.delta(Delta.reasoning(answer.reasoning()));
        }
        if (!answer.response().isEmpty()) {
            to.delta(answer.refusal() ? Delta.refusal(answer.response()) : Delta.text(answer.response()));
        }
        if (answer.more() != null) {
            to.delta(Delta.more(More.again(answer.more()).toString()));
        }
        to.done(answer);
    }

    private static @Nullable Piece next(RunningReply running, Duration atMost) {
        try {
            return running.next(atMost);
        } catch (InterruptedException e) {
            throw stopping(running);
        }
    }

    private static Piece.End end(RunningReply running) {
        try {
            return running.awaitEnd();
        } catch (InterruptedException e) {
            throw stopping(running);
        }
    }

    private static Refusal stopping(RunningReply running) {
        running.stop();
        Thread.currentThread().interrupt();
        return new Refusal(ErrorCode.UNAVAILABLE, "The service is stopping.");
    }
}
