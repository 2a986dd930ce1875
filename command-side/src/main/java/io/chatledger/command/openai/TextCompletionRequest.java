package io.chatledger.command.openai;

import static io.chatledger.api.InvalidValue.required;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import io.chatledger.api.InvalidValue;
import io.chatledger.command.openai.CompletionRequest.StreamOptions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The body of {@code POST /v1/completions} (OpenAI API reference, Completions, Create completion), the form of before
 * there were chats: a text that is to go on. The model is told it as the message of a user.
 *
 * @param others every other field, by name; what chats have as well goes to the model as it came
 */
record TextCompletionRequest(
        @Nullable String model,
        @Nullable JsonNode prompt,
        @Nullable Integer maxTokens,
        @Nullable Integer n,
        @Nullable Boolean stream,
        @Nullable StreamOptions streamOptions,
        @JsonAnySetter Map<String, JsonNode> others) {

    /** OpenAI's default. */
    private static final int USUAL_MOST_TOKENS = 16;

    /** No chat can be asked for these; the values are those that ask for nothing. */
    private static final Map<String, Set<String>> NOT_IN_CHATS = Map.of(
            "best_of", Set.of("1"),
            "echo", Set.of("false"),
            "logprobs", Set.of(),
            "suffix", Set.of("\"\""));

    /** @throws CompletionRefusal if it asks for what no chat can be asked for */
    CompletionRequest chat() {
        var tuning = new TreeMap<String, JsonNode>();
        others.forEach((field, value) -> {
            if (!NOT_IN_CHATS.containsKey(field)) {
                tuning.put(field, value);
            } else if (!value.isNull() && !NOT_IN_CHATS.get(field).contains(value.toString())) {
                throw CompletionRefusal.unsupported(field);
            }
        });
        return new CompletionRequest(
                model,
                List.of(JsonNodeFactory.instance.objectNode().put("role", "user").put("content", text())),
                Objects.requireNonNullElse(maxTokens, USUAL_MOST_TOKENS),
                null,
                n,
                stream,
                streamOptions,
                tuning);
    }

    /** One text, or a list of one. */
    private String text() {
        JsonNode given = required("prompt", prompt);
        JsonNode only = given.isArray() && given.size() == 1 ? given.get(0) : given;
        if (!only.isString()) {
            throw new InvalidValue("prompt", "must be a text; several texts, and tokens, are not supported");
        }
        return only.asString();
    }
}
