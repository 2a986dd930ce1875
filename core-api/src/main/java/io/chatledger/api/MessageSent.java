package io.chatledger.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A user said something to a model, or gave it texts to embed.
 *
 * @param text               what can be read of it; of a text longer than {@link MessageText} the beginning
 * @param idempotencyKeyHash null if the request was not repeatable; see {@link IdempotencyClaim}
 * @param keyId              of the API key it was sent with; null if it was none, or before that was noted
 * @param more               the message in the form of OpenAI's chat, or the whole input to embed, as JSON, large parts
 *                           by their hash and size; null if it is no more than the text
 * @param keyBudget          of that key, in which it was sent; null if it has none
 * @param kind               what is asked for, the name of a {@link MessageKind}; null for an answer in a chat
 */
public record MessageSent(
        String accountId,
        String messageId,
        String conversationId,
        @Personal String text,
        String model,
        @Nullable String idempotencyKeyHash,
        @Personal @Nullable String requestHash,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String keyId,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Personal @Nullable String more,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable KeyBudget keyBudget,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String kind)
        implements ConversationEvent {

    /** A text. */
    public MessageSent(
            String accountId,
            String messageId,
            String conversationId,
            String text,
            String model,
            @Nullable String idempotencyKeyHash,
            @Nullable String requestHash,
            @Nullable String keyId) {
        this(accountId, messageId, conversationId, text, model, idempotencyKeyHash, requestHash, keyId, null, null,
                null);
    }

    /** A text, not with an API key. */
    public MessageSent(
            String accountId,
            String messageId,
            String conversationId,
            String text,
            String model,
            @Nullable String idempotencyKeyHash,
            @Nullable String requestHash) {
        this(accountId, messageId, conversationId, text, model, idempotencyKeyHash, requestHash, null, null, null,
                null);
    }
}
