package io.chatledger.api;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Opens an account with its welcome tokens. → {@link UserRegistered}, {@link TokensGranted}. */
public record RegisterUser(
        AccountId accountId,
        Username username,
        @Nullable EmailAddress email,
        Set<Role> roles,
        TokenAmount welcomeTokens,
        Actor actor)
        implements AccountCommand {}
