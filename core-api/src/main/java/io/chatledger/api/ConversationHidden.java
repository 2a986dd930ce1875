package io.chatledger.api;

/** A conversation is not shown to its user any more; a later message in it shows it again. */
public record ConversationHidden(String accountId, String conversationId) implements ConversationEvent {}
