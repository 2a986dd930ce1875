package io.chatledger.api;

/**
 * Tokens were reserved for a message.
 *
 * @param price by which the reply will be charged, in words
 */
public record TokensHeld(String accountId, String messageId, long amount, String price) implements TokenEvent {}
