package io.chatledger.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An account was opened. */
public record UserRegistered(
        String accountId, @Personal String username, @Personal @Nullable String email, List<String> roles)
        implements IdentityEvent {}
