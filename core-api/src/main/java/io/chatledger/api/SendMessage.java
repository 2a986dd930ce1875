package io.chatledger.api;

import org.jspecify.annotations.Nullable;

/**
 * Records a message and holds its price. → {@link MessageSent}, {@link TokensHeld}. Refused: out of tokens, suspended,
 * or the conversation was deleted.
 *
 * @param hold  the most that the reply can cost
 * @param price by which it will be charged, in words for the ledger
 * @param claim null if the client did not make its request repeatable
 */
public record SendMessage(
        AccountId accountId,
        MessageId messageId,
        ConversationId conversationId,
        MessageText text,
        String model,
        TokenAmount hold,
        String price,
        @Nullable IdempotencyClaim claim)
        implements AccountCommand {}
