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
 * @param budget of that key; null if it has none
 * @param more  the message in the form of OpenAI's chat as JSON, if it is more than the text
 * @param kind  what is asked for
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
        @Nullable UUID keyId,
        @Nullable KeyBudget budget,
        @Nullable String more,
        MessageKind kind)
        implements AccountCommand {

    public SendMessage(
            AccountId accountId,
            MessageId messageId,
            ConversationId conversationId,
            MessageText text,
            String model,
            TokenAmount hold,
            String price,
            @Nullable IdempotencyClaim claim,
            @Nullable UUID keyId) {
        this(accountId, messageId, conversationId, text, model, hold, price, claim, keyId, null, null,
                MessageKind.CHAT);
    }
}
