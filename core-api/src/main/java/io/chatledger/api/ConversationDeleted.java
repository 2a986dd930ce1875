package io.chatledger.api;

/** A conversation is over for good: nobody is shown its texts, and nothing is said in it. Its ledger entries stay. */
public record ConversationDeleted(String accountId, String conversationId) implements ConversationEvent {}
