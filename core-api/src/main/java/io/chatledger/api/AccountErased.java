package io.chatledger.api;

import org.jspecify.annotations.Nullable;

/**
 * The keys of the account were destroyed, and nobody can read its texts any more. Its tokens stay in the ledger.
 *
 * @param reason why; null if its user asked for it. Not sealed, so no personal text belongs here
 */
public record AccountErased(String accountId, @Nullable String reason, String actor) implements IdentityEvent, Act {}
