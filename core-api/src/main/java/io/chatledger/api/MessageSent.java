package io.chatledger.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A user said something to a model.
 *
 * @param idempotencyKeyHash null if the request was not repeatable; see {@link IdempotencyClaim}
 * @param keyId              of the API key it was sent with; null if it was none, or before that was noted
 */
public record MessageSent(
        String accountId,
        String messageId,
        String conversationId,
        String text,
        String model,
        @Nullable String idempotencyKeyHash,
        @Nullable String requestHash,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String keyId)
        implements ConversationEvent {

    /** Not with an API key. */
    public MessageSent(
            String accountId,
            String messageId,
            String conversationId,
            String text,
            String model,
            @Nullable String idempotencyKeyHash,
            @Nullable String requestHash) {
        this(accountId, messageId, conversationId, text, model, idempotencyKeyHash, requestHash, null);
    }
}
