package io.chatledger.command.chat;

import io.chatledger.api.Balance;
import java.time.Instant;

/**
 * What the client gets.
 *
 * @param tokensDeducted  what the message cost, in tokens
 * @param remainingTokens what can still be spent after it, as the aggregate knows it
 * @param createdAt       when the message was sent
 */
record ChatAnswer(
        String id,
        String conversationId,
        String response,
        String model,
        long tokensDeducted,
        long remainingTokens,
        Instant createdAt) {

    static ChatAnswer of(HeldMessage message, String reply, Balance balance) {
        return new ChatAnswer(
                message.messageId().toString(),
                message.conversationId().toString(),
                reply,
                message.model().id(),
                message.price().value(),
                balance.available(),
                message.sentAt());
    }
}
