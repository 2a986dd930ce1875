package io.chatledger.command.chat;

import java.util.function.Consumer;

/** The port to what answers: built-in models here, real ones behind adapters. */
interface ChatModel {

    /** The name that clients ask for. */
    String id();

    /**
     * Answers a message; called outside any transaction and any lock.
     *
     * @param onDelta is given each piece as the model speaks; the pieces together are the answer
     * @return the whole answer
     * @throws ModelFailure if there is no whole answer
     */
    String answer(String message, Consumer<String> onDelta);
}
