package io.chatledger.api;

/** Somebody made a code with which a new password can be set, once. The code itself is in no event. */
public record PasswordResetIssued(String accountId, @Personal String reason, String actor)
        implements IdentityEvent, Act {}
