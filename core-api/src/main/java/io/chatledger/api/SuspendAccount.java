package io.chatledger.api;

/** No more messages; what is being answered is still settled. → {@link AccountSuspended}. */
public record SuspendAccount(AccountId accountId, Reason reason, Actor actor)
        implements AccountCommand {}
