package io.chatledger.api;

/** Ends a conversation for good. → {@link ConversationDeleted}. */
public record DeleteConversation(AccountId accountId, ConversationId conversationId) implements AccountCommand {}
