package io.chatledger.api;

/** The account may chat again. */
public record AccountReactivated(String accountId, @Personal String reason, String actor)
        implements IdentityEvent, Act {}
