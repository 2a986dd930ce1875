package io.chatledger.api;

/** A conversation is in the archive; a later message in it takes it out again. */
public record ConversationHidden(String accountId, String conversationId) implements ConversationEvent {}
