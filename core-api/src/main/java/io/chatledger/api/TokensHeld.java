package io.chatledger.api;

/** Tokens were reserved for a message. */
public record TokensHeld(String accountId, String messageId, long amount)
        implements TokenEvent {}
