package io.chatledger.api;

/** Takes a conversation out of the user's lists; its ledger entries stay. → {@link ConversationHidden}. */
public record HideConversation(AccountId accountId, ConversationId conversationId)
        implements AccountCommand {}
