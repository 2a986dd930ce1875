package io.chatledger.api;

/** Available tokens were taken away. */
public record TokensRevoked(String accountId, long amount, String reason, String actor)
        implements TokenEvent, Act {}
