package io.chatledger.api;

/** What a model gives for a message. */
public enum MessageKind {
    /** An answer in words. */
    CHAT,
    /** A vector for each text. */
    EMBEDDING
}
