package io.chatledger.command.email;

/** What a one-time token opens. */
public enum Purpose {
    /** The address becomes, or is confirmed as, that of the account. */
    VERIFY_EMAIL,
    RESET_PASSWORD
}
