package io.chatledger.api;

/** A conversation has this title from now on. */
public record ConversationRenamed(String accountId, String conversationId, @Personal String title)
        implements ConversationEvent {}
