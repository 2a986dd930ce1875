package io.chatledger.api;

import org.jspecify.annotations.Nullable;

/** → {@link ProfileChanged}. */
public record ChangeProfile(AccountId accountId, @Nullable EmailAddress email)
        implements AccountCommand {}
