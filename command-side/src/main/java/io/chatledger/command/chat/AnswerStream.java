package io.chatledger.command.chat;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** How an answer is told as it comes, in one dialect or the other. Every method flushes. */
public interface AnswerStream {

    /** Before everything else, and at once. */
    void start(AnswerStart start) throws IOException;

    /**
     * Before each piece and before the end: a header can tell it as long as nothing else was told.
     *
     * @param provider null if nobody noted it
     */
    default void answeredBy(@Nullable String provider) {}

    void delta(Delta piece) throws IOException;

    void done(ChatAnswer answer) throws IOException;

    void failed(RuntimeException failure) throws IOException;

    /** @param part of a comment that says nothing, so that neither side takes the silence for the end */
    void keepAlive(String part) throws IOException;
}
