package io.chatledger.api;

/** An event that names who caused it, because it is not the account's own doing as a matter of course. */
public sealed interface Act
        permits RolesChanged, AccountSuspended, AccountReactivated, AccountClosed, TokensGranted, TokensRevoked {

    /** The id of an account, or {@code system}; see {@link Actor}. */
    String actor();
}
