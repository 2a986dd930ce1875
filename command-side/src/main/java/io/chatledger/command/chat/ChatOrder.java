package io.chatledger.command.chat;

import io.chatledger.api.AccountId;
import io.chatledger.api.ConversationId;
import io.chatledger.api.IdempotencyClaim;
import io.chatledger.api.MessageText;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a client wants answered.
 *
 * @param conversationId       null begins a conversation
 * @param text                 the message itself
 * @param context              what comes before the message if the client tells it, null to go by the conversation
 * @param modelId              null for the default model
 * @param mostCompletionTokens null for as many as the model may
 * @param tuning               fields for the model, as they came; it takes each of them
 * @param claim                null if the request is not repeatable
 * @param keyId                of the API key that the client showed; null if it showed none
 */
public record ChatOrder(
        AccountId accountId,
        @Nullable ConversationId conversationId,
        MessageText text,
        @Nullable List<Prompt.Turn> context,
        @Nullable String modelId,
        @Nullable Integer mostCompletionTokens,
        Map<String, JsonNode> tuning,
        @Nullable IdempotencyClaim claim,
        @Nullable UUID keyId) {}
