package io.chatledger.api;

/** Tokens came in. */
public record TokensGranted(String accountId, long amount, String reason, String actor)
        implements TokenEvent, Act {}
