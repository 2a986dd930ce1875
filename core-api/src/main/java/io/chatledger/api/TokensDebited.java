package io.chatledger.api;

/**
 * A hold was settled.
 *
 * @param amount   what the reply cost
 * @param released what had been held above that
 */
public record TokensDebited(String accountId, String messageId, long amount, long released)
        implements TokenEvent {}
