package io.chatledger.api;

import org.axonframework.modelling.command.TargetAggregateIdentifier;

/** Nothing more is done with the account; what is being answered is still settled. → {@link AccountClosed}. */
public record CloseAccount(@TargetAggregateIdentifier AccountId accountId, Actor actor) implements AccountCommand {}
