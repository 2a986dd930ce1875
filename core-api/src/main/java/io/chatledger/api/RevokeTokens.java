package io.chatledger.api;

import org.axonframework.modelling.command.TargetAggregateIdentifier;

/** Takes tokens that are available. → {@link TokensRevoked}. Refused, never clamped, if there are fewer. */
public record RevokeTokens(@TargetAggregateIdentifier AccountId accountId, TokenAmount amount, Reason reason, Actor actor)
        implements AccountCommand {}
