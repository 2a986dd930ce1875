package io.chatledger.command.openai;

import static io.chatledger.api.InvalidValue.required;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import io.chatledger.api.InvalidValue;
import io.chatledger.command.chat.Prompt.Role;
import io.chatledger.command.chat.Prompt.Turn;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The body of {@code POST /v1/embeddings} (OpenAI API reference, Embeddings, Create embeddings).
 *
 * @param input  a text, a list of texts, a list of tokens or a list of such lists
 * @param others every other field, by name; they go to the model as they came
 */
record EmbeddingRequest(
        @Nullable String model, @Nullable JsonNode input, @JsonAnySetter Map<String, JsonNode> others) {

    /** As OpenAI has it. */
    static final int MOST_INPUTS = 2048;

    private static final String INPUT = "input";

    /**
     * One for each input.
     *
     * @throws InvalidValue if there is none, or something is wrong with one
     */
    List<Turn> inputs() {
        JsonNode all = required(INPUT, input);
        RequestMessage.requireWellFormed(INPUT, all);
        List<JsonNode> each = all.isArray() && !all.path(0).isNumber() ? all.valueStream().toList() : List.of(all);
        if (each.isEmpty() || each.size() > MOST_INPUTS) {
            throw new InvalidValue(INPUT, "must be 1 to %d texts or lists of tokens".formatted(MOST_INPUTS));
        }
        return each.stream().map(EmbeddingRequest::turn).toList();
    }

    /** How the model is to make the vectors. */
    SortedMap<String, JsonNode> tuning() {
        var tuning = new TreeMap<>(others);
        tuning.values().removeIf(JsonNode::isNull);
        return tuning;
    }

    private static Turn turn(JsonNode input) {
        if (input.isString() && !input.asString().isEmpty()) {
            return new Turn(Role.USER, input.asString());
        }
        if (input.isArray() && !input.isEmpty() && input.valueStream().allMatch(EmbeddingRequest::isToken)) {
            JsonNode message = JsonNodeFactory.instance.objectNode().set("content", input);
            return new Turn(Role.USER, "[%d tokens]".formatted(input.size()), message);
        }
        throw new InvalidValue(
                INPUT, "must be a text, a list of texts, a list of tokens or a list of such lists, and none empty");
    }

    private static boolean isToken(JsonNode number) {
        return number.isIntegralNumber() && number.canConvertToInt() && number.asInt() >= 0;
    }
}
