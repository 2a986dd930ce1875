package io.chatledger.command.session;

/** Why a session ended before its time. Shown to its owner, and stored by name. */
public enum SessionEnd {
    /** By its own refresh token. */
    LOGGED_OUT,
    /** From the list of sessions. */
    ENDED_BY_OWNER,
    PASSWORD_CHANGED,
    ACCOUNT_CLOSED,
    /** A refresh token came a second time: somebody has stolen it, from us or for us. */
    REFRESH_TOKEN_REUSED
}
