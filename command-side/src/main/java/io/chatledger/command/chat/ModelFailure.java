package io.chatledger.command.chat;

import io.chatledger.api.ErrorCode;
import io.chatledger.command.account.Refusal;

/** The model gave no whole reply. The message is for our log: it holds no text of the user, the model or a key. */
public final class ModelFailure extends RuntimeException {

    private final Refusal refusal;
    private final Fault fault;

    /** Whose fault it is that there is no reply. */
    public enum Fault {
        /** The provider's: another may do better. */
        PROVIDER,
        /** The client's: every provider would say so. */
        REQUEST,
        /** Nobody's, since the provider was not asked, or had too little time left. */
        NOT_ASKED
    }

    /** @param code {@code PROVIDER_FAILED}, {@code PROVIDER_TIMEOUT}, {@code UNAVAILABLE} or {@code CANCELLED} */
    public ModelFailure(ErrorCode code, String message) {
        this(noAnswer(code), message);
    }

    /** @param refusal what the client is told */
    public ModelFailure(Refusal refusal, String message) {
        this(refusal, Fault.PROVIDER, message);
    }

    /** @param refusal what the client is told */
    public ModelFailure(Refusal refusal, Fault fault, String message) {
        super(message, null, false, false);
        this.refusal = refusal;
        this.fault = fault;
    }

    /** The provider was not asked. */
    public static ModelFailure notAsked(ErrorCode code, String message) {
        return new ModelFailure(noAnswer(code), Fault.NOT_ASKED, message);
    }

    public ErrorCode code() {
        return refusal.code();
    }

    /** The same, of a provider that had too little time left. */
    public ModelFailure notOfProvider() {
        return new ModelFailure(refusal, Fault.NOT_ASKED, String.valueOf(getMessage()));
    }

    Fault fault() {
        return fault;
    }

    /** What the client is told. */
    public Refusal refusal() {
        return refusal;
    }

    private static Refusal noAnswer(ErrorCode code) {
        return new Refusal(code, "The model gave no answer; nothing was charged.");
    }
}
