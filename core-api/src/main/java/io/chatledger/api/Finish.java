package io.chatledger.api;

/** Why a reply ends where it ends. */
public enum Finish {
    /** The model had no more to say. */
    STOP,
    /** It reached the most that it was allowed to say. */
    LENGTH,
    /** The user cancelled it or went away; what was generated until then is the reply. */
    CANCELLED
}
