package io.chatledger.api;

import org.axonframework.modelling.command.TargetAggregateIdentifier;
import org.jspecify.annotations.Nullable;

/** → {@link ProfileChanged}. */
public record ChangeProfile(@TargetAggregateIdentifier AccountId accountId, @Nullable EmailAddress email)
        implements AccountCommand {}
