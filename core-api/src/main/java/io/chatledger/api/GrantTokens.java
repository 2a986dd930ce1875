package io.chatledger.api;

import org.axonframework.modelling.command.TargetAggregateIdentifier;

/** Adds tokens. → {@link TokensGranted}. Refused if the balance would overflow. */
public record GrantTokens(@TargetAggregateIdentifier AccountId accountId, TokenAmount amount, Reason reason, Actor actor)
        implements AccountCommand {}
