package io.chatledger.command.chat;

import io.chatledger.api.AccountId;
import io.chatledger.api.ConversationId;
import io.chatledger.api.MessageId;
import io.chatledger.api.MessageText;
import io.chatledger.api.TokenAmount;
import java.time.Instant;

/** A message that was sent, is paid for by a hold, and waits for its answer. */
record HeldMessage(
        AccountId accountId,
        MessageId messageId,
        ConversationId conversationId,
        MessageText text,
        ChatModel model,
        TokenAmount price,
        Instant sentAt) {}
