package io.chatledger.command.chat;

import io.chatledger.api.AccountId;
import io.chatledger.api.ConversationId;
import io.chatledger.api.IdempotencyClaim;
import io.chatledger.api.MessageKind;
import io.chatledger.api.MessageText;
import io.chatledger.command.signing.KeyBounds;
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
 * @param more                 the message in the form of OpenAI's chat as it is recorded, if it is more than the text
 * @param turns                all that the model is told if the client tells it, the message last; null to go by the
 *                             conversation
 * @param modelId              null for the default model
 * @param mostCompletionTokens null for as many as the model may
 * @param choices              how many answers are asked for, each of which is paid
 * @param tuning               fields for the model, as they came; it takes each of them
 * @param claim                null if the request is not repeatable
 * @param kind                 what is asked for
 * @param keyId                of the API key that the client showed; null if it showed none
 * @param bounds               of that key
 */
public record ChatOrder(
        AccountId accountId,
        @Nullable ConversationId conversationId,
        MessageText text,
        @Nullable String more,
        @Nullable List<Prompt.Turn> turns,
        @Nullable String modelId,
        @Nullable Integer mostCompletionTokens,
        int choices,
        Map<String, JsonNode> tuning,
        @Nullable IdempotencyClaim claim,
        MessageKind kind,
        @Nullable UUID keyId,
        KeyBounds bounds) {}
