package io.chatledger.api;

import org.jspecify.annotations.Nullable;

/** The profile reads like this from now on. */
public record ProfileChanged(String accountId, @Personal @Nullable String email)
        implements IdentityEvent {}
