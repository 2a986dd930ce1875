package io.chatledger.api;

import org.axonframework.modelling.command.TargetAggregateIdentifier;

/** Takes a conversation out of the user's lists; its ledger entries stay. → {@link ConversationHidden}. */
public record HideConversation(@TargetAggregateIdentifier AccountId accountId, ConversationId conversationId)
        implements AccountCommand {}
