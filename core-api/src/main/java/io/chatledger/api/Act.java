package io.chatledger.api;

import org.jspecify.annotations.Nullable;

/** An event that names who caused it, because it is not the account's own doing as a matter of course. */
public sealed interface Act
        permits RolesChanged, AccountSuspended, AccountReactivated, AccountClosed, AccountErased,
                TokensGranted, TokensRevoked, PasswordResetIssued, ChatsOpened {

    /** The account that it was done to. */
    String accountId();

    /** The id of an account, {@code system} or {@code command-line}; see {@link Actor}. */
    String actor();
}
