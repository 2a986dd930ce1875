package io.chatledger.command.chat;

import io.chatledger.api.ErrorCode;

/** The model gave no whole answer, so nothing is charged. */
final class ModelFailure extends RuntimeException {

    private final ErrorCode code;

    /** @param code {@code PROVIDER_FAILED} or {@code PROVIDER_TIMEOUT} */
    ModelFailure(ErrorCode code, Throwable cause) {
        super(code.title(), cause);
        this.code = code;
    }

    ErrorCode code() {
        return code;
    }
}
