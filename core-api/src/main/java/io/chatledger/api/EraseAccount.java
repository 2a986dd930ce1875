package io.chatledger.api;

import org.jspecify.annotations.Nullable;

/**
 * Closes the account if it is open, and makes its texts unreadable for good. → {@link AccountClosed},
 * {@link AccountErased}, of which those are left out that have happened before.
 *
 * @param reason null if its user asks for it
 */
public record EraseAccount(AccountId accountId, @Nullable Reason reason, Actor actor) implements AccountCommand {}
