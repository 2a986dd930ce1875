package io.chatledger.api;

import org.jspecify.annotations.Nullable;

/**
 * A user said something to a model.
 *
 * @param idempotencyKeyHash null if the request was not repeatable; see {@link IdempotencyClaim}
 */
public record MessageSent(
        String accountId,
        String messageId,
        String conversationId,
        String text,
        String model,
        @Nullable String idempotencyKeyHash,
        @Nullable String requestHash)
        implements ConversationEvent {}
