package io.chatledger.api;

import org.axonframework.modelling.command.TargetAggregateIdentifier;

/** Gives back what a process that died left held. → {@link HoldReleased}. No effect on a hold that is resolved. */
public record ExpireHold(
        @TargetAggregateIdentifier AccountId accountId, MessageId messageId)
        implements AccountCommand {}
