package io.chatledger.command.account;

import io.chatledger.api.AccountId;

/**
 * That somebody knew the password of an account a moment ago. Whatever is built on it has to make sure in its own
 * transaction that it is still the password. Does not print.
 *
 * @param hash the one that matched
 */
public record KnownPassword(AccountId accountId, String hash) {

    @Override
    public String toString() {
        return "KnownPassword[" + accountId + "]";
    }
}
