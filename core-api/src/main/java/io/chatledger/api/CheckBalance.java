package io.chatledger.api;

import org.axonframework.modelling.command.TargetAggregateIdentifier;

/** Changes nothing; answers the {@link Balance} as the aggregate knows it. */
public record CheckBalance(@TargetAggregateIdentifier AccountId accountId)
        implements AccountCommand {}
