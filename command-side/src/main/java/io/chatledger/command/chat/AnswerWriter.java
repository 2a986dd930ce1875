package io.chatledger.command.chat;

import io.chatledger.api.ErrorCode;
import io.chatledger.command.account.Refusal;
import io.chatledger.command.chat.RunningReply.Piece;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Waits for running replies on the thread of the request. A client that is gone stops the model. */
@Component
public class AnswerWriter {

    private static final Logger log = LoggerFactory.getLogger(AnswerWriter.class);

    private final Duration keepAliveInterval;

    AnswerWriter(@Value("${chatledger.keep-alive-interval}") Duration keepAliveInterval) {
        this.keepAliveInterval = keepAliveInterval;
    }

    /** The whole answer, or the failure that took its place. */
    public ChatAnswer await(RunningReply running) {
        while (true) {
            switch (next(running)) {
                case Piece.Done(ChatAnswer answer) -> {
                    return answer;
                }
                case Piece.Failed(RuntimeException failure) -> throw failure;
                case Piece.Delta delta -> {}
                case null -> {}
            }
        }
    }

    /** Tells the reply as it comes. */
    public void stream(RunningReply running, AnswerStream to) {
        try {
            boolean ended = false;
            while (!ended) {
                Piece piece = next(running);
                switch (piece) {
                    case Piece.Delta(String text) -> to.delta(text);
                    case Piece.Done(ChatAnswer answer) -> to.done(answer);
                    case Piece.Failed(RuntimeException failure) -> to.failed(failure);
                    case null -> to.keepAlive();
                }
                ended = piece instanceof Piece.Done || piece instanceof Piece.Failed;
            }
        } catch (IOException gone) {
            log.info("The client went away before its answer was whole");
            running.cancel();
        }
    }

    /** Tells an answer that is there already. */
    public void again(ChatAnswer answer, AnswerStream to) throws IOException {
        to.delta(answer.response());
        to.done(answer);
    }

    private Piece next(RunningReply running) {
        try {
            return running.next(keepAliveInterval);
        } catch (InterruptedException e) {
            running.cancel();
            Thread.currentThread().interrupt();
            throw new Refusal(ErrorCode.UNAVAILABLE, "The service is stopping.");
        }
    }
}
