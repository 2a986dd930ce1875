package io.chatledger.api;

/** Nothing more is done with the account; what is being answered is still settled. → {@link AccountClosed}. */
public record CloseAccount(AccountId accountId, Actor actor) implements AccountCommand {}
