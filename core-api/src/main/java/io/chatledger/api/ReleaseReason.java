package io.chatledger.api;

/** Why a hold went back to its account. */
public enum ReleaseReason {
    /** The model failed, or we did: the code of the reply's failure says why. */
    FAILED,
    /** The user cancelled or went away before the model had said anything. */
    CANCELLED,
    /** Nobody settled or released it in time: the process that should have done so died. */
    EXPIRED
}
