package io.chatledger.api;

/** Changes nothing; answers the {@link Balance} as the aggregate knows it. */
public record CheckBalance(AccountId accountId)
        implements AccountCommand {}
