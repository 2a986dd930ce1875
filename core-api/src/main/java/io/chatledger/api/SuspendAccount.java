package io.chatledger.api;

import org.axonframework.modelling.command.TargetAggregateIdentifier;

/** No more messages; what is being answered is still settled. → {@link AccountSuspended}. */
public record SuspendAccount(@TargetAggregateIdentifier AccountId accountId, Reason reason, Actor actor)
        implements AccountCommand {}
