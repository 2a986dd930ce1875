package io.chatledger.api;

import org.axonframework.modelling.command.TargetAggregateIdentifier;

/** Records a message and holds its price. → {@link MessageSent}, {@link TokensHeld}. Refused: out of tokens, suspended. */
public record SendMessage(
        @TargetAggregateIdentifier AccountId accountId,
        MessageId messageId,
        ConversationId conversationId,
        MessageText text,
        String model,
        TokenAmount hold)
        implements AccountCommand {}
