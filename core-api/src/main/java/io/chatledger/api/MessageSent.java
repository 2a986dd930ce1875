package io.chatledger.api;

/** A user said something to a model. */
public record MessageSent(
        String accountId, String messageId, String conversationId, String text, String model)
        implements AccountEvent {}
