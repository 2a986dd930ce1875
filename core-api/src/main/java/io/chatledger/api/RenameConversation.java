package io.chatledger.api;

/** Gives a conversation a title of the user's own. → {@link ConversationRenamed}. */
public record RenameConversation(
        AccountId accountId, ConversationId conversationId, ConversationTitle title)
        implements AccountCommand {}
