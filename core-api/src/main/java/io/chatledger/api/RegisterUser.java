package io.chatledger.api;

import java.util.Set;
import org.axonframework.modelling.command.TargetAggregateIdentifier;
import org.jspecify.annotations.Nullable;

/** Opens an account with its welcome tokens. → {@link UserRegistered}, {@link TokensGranted}. */
public record RegisterUser(
        @TargetAggregateIdentifier AccountId accountId,
        Username username,
        @Nullable EmailAddress email,
        Set<Role> roles,
        TokenAmount welcomeTokens,
        Actor actor)
        implements AccountCommand {}
