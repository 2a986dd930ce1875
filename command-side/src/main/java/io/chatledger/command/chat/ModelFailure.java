package io.chatledger.command.chat;

import io.chatledger.api.ErrorCode;

/** The model gave no whole reply. The message is for our log: it holds no text of the user, the model or a key. */
public final class ModelFailure extends RuntimeException {

    private final ErrorCode code;

    /** @param code {@code PROVIDER_FAILED}, {@code PROVIDER_TIMEOUT}, {@code UNAVAILABLE} or {@code CANCELLED} */
    public ModelFailure(ErrorCode code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }
}
