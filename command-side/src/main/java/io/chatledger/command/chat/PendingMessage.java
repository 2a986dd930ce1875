package io.chatledger.command.chat;

import io.chatledger.api.AccountId;
import io.chatledger.api.ConversationId;
import io.chatledger.api.MessageId;
import io.chatledger.api.TokenAmount;
import java.time.Instant;

/**
 * A message that was sent, is paid for by a hold, and waits for its answer.
 *
 * @param held      the most that can be charged for it
 * @param repeatable whether the same request may come again and wants the same answer
 */
record PendingMessage(
        AccountId accountId,
        MessageId messageId,
        ConversationId conversationId,
        ChatModel model,
        Prompt prompt,
        TokenAmount held,
        Instant sentAt,
        boolean repeatable) {}
