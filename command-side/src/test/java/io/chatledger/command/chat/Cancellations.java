package io.chatledger.command.chat;

import io.chatledger.api.ErrorCode;

/** For tests of models, which only hear of them. */
public final class Cancellations {

    private Cancellations() {}

    /** As if whoever asked had gone away at once. */
    public static Cancellation cancelled() {
        var cancellation = new Cancellation();
        cancellation.cancel(ErrorCode.CANCELLED);
        return cancellation;
    }
}
