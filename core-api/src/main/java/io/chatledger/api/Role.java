package io.chatledger.api;

/** What an account may do besides chatting. An {@link #ADMIN} may do everything. */
public enum Role {
    USER,
    AUDITOR,
    OPERATOR,
    ADMIN
}
