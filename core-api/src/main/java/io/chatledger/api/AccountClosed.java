package io.chatledger.api;

/** The account is gone for its user and for good. Its balance stays in the ledger. */
public record AccountClosed(String accountId, String actor) implements IdentityEvent, Act {}
