package io.chatledger.api;

/** A conversation is not in the archive any more. */
public record ConversationRestored(String accountId, String conversationId) implements ConversationEvent {}
