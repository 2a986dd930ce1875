package io.chatledger.api;

/** The account may not chat until it is reactivated. */
public record AccountSuspended(String accountId, @Personal String reason, String actor)
        implements IdentityEvent, Act {}
