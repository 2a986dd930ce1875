package io.chatledger.api;

import org.axonframework.modelling.command.TargetAggregateIdentifier;

/** → {@link AccountReactivated}. */
public record ReactivateAccount(@TargetAggregateIdentifier AccountId accountId, Reason reason, Actor actor)
        implements AccountCommand {}
