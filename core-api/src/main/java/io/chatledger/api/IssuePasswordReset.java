package io.chatledger.api;

/** Lets somebody else set a new password for the account. → {@link PasswordResetIssued}. */
public record IssuePasswordReset(AccountId accountId, Reason reason, Actor actor)
        implements AccountCommand {}
