package io.chatledger.api;

/**
 * An address has been proven to belong to whoever has the account. → {@link ProfileChanged} unless it is the account's
 * already, and {@link TokensGranted} if welcome tokens have waited for it. Refused if the balance would overflow.
 */
public record VerifyEmail(AccountId accountId, EmailAddress email, TokenAmount welcomeTokens)
        implements AccountCommand {}
