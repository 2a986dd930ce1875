package io.chatledger.command.chat;

import java.util.function.Consumer;

/** Hears what a model says, piece by piece. */
public interface Listener extends Consumer<Delta> {

    /**
     * Before the first piece, or before the end of a reply without one; again if another provider takes over before
     * anything was said.
     *
     * @param provider whose model it is that speaks
     */
    default void begins(String provider) {}

    /**
     * What is told beside words, such as a fingerprint or whose turn it is to speak: a piece of the reply, and yet the
     * model has not begun to answer.
     *
     * @param piece of the kind {@link Delta.Kind#MORE}
     */
    default void beside(Delta piece) {
        accept(piece);
    }
}
