package io.chatledger.api;

import java.util.UUID;

/** Asks how much of the budget of an API key is used up: what was spent, and what is held. Records nothing. */
public record CheckKeyBudget(AccountId accountId, UUID keyId, KeyBudget budget) implements AccountCommand {}
