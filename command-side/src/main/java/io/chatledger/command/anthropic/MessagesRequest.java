package io.chatledger.command.anthropic;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The body of {@code POST /v1/messages} and of {@code POST /v1/messages/count_tokens} (Claude API reference, Messages,
 * Create a Message; Count tokens in a Message).
 *
 * @param maxTokens required to create a message
 * @param system    a text or a list of text blocks
 * @param others    every other field, by name
 */
record MessagesRequest(
        @Nullable String model,
        @Nullable List<JsonNode> messages,
        @Nullable Integer maxTokens,
        @Nullable JsonNode system,
        @Nullable Boolean stream,
        @JsonAnySetter Map<String, JsonNode> others) {}
