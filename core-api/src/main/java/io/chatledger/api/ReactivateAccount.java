package io.chatledger.api;

/** → {@link AccountReactivated}. */
public record ReactivateAccount(AccountId accountId, Reason reason, Actor actor)
        implements AccountCommand {}
