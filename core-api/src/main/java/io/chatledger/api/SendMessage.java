package io.chatledger.api;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Records a message and holds its price. → {@link MessageSent}, {@link TokensHeld}. Refused: out of tokens, suspended,
 * or the conversation was deleted.
 *
 * @param hold  the most that the reply can cost
 * @param price by which it will be charged, in words for the ledger
 * @param claim null if the client did not make its request repeatable
 * @param keyId of the API key it was sent with; null if it was none
 */
public record SendMessage(
        AccountId accountId,
        MessageId messageId,
        ConversationId conversationId,
        MessageText text,
        String model,
        TokenAmount hold,
        String price,
        @Nullable IdempotencyClaim claim,
        @Nullable UUID keyId)
        implements AccountCommand {}
