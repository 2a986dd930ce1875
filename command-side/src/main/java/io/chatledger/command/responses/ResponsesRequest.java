package io.chatledger.command.responses;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The body of {@code POST /v1/responses} (OpenAI API reference, Responses, Create a model response).
 *
 * @param input        a text, or a list of items
 * @param instructions for the model, before everything else
 * @param others       every other field, by name
 */
record ResponsesRequest(
        @Nullable String model,
        @Nullable JsonNode input,
        @Nullable String instructions,
        @Nullable Integer maxOutputTokens,
        @Nullable Boolean stream,
        @JsonAnySetter Map<String, JsonNode> others) {}
