package io.chatledger.command.chat;

import io.chatledger.api.ErrorCode;
import io.chatledger.command.account.Refusal;

/** The model gave no whole reply. The message is for our log: it holds no text of the user, the model or a key. */
public final class ModelFailure extends RuntimeException {

    private final Refusal refusal;
    private final boolean ofRequest;

    /** @param code {@code PROVIDER_FAILED}, {@code PROVIDER_TIMEOUT}, {@code UNAVAILABLE} or {@code CANCELLED} */
    public ModelFailure(ErrorCode code, String message) {
        this(new Refusal(code, "The model gave no answer; nothing was charged."), message);
    }

    /** @param refusal what the client is told */
    public ModelFailure(Refusal refusal, String message) {
        this(refusal, false, message);
    }

    /**
     * @param refusal   what the client is told
     * @param ofRequest whether it is for the request itself, so that no other provider has to be asked
     */
    public ModelFailure(Refusal refusal, boolean ofRequest, String message) {
        super(message, null, false, false);
        this.refusal = refusal;
        this.ofRequest = ofRequest;
    }

    public ErrorCode code() {
        return refusal.code();
    }

    boolean isOfRequest() {
        return ofRequest;
    }

    /** What the client is told. */
    public Refusal refusal() {
        return refusal;
    }
}
