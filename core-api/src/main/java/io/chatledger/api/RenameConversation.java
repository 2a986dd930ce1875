package io.chatledger.api;

import org.axonframework.modelling.command.TargetAggregateIdentifier;

/** Gives a conversation a title of the user's own. → {@link ConversationRenamed}. */
public record RenameConversation(
        @TargetAggregateIdentifier AccountId accountId, ConversationId conversationId, ConversationTitle title)
        implements AccountCommand {}
