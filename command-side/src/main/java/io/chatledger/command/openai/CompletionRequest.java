package io.chatledger.command.openai;

import static io.chatledger.api.InvalidValue.required;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import io.chatledger.api.InvalidValue;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The body of {@code POST /v1/chat/completions} (OpenAI API reference, Chat, Create chat completion).
 *
 * <p>These are the fields that are ours to use. Every other one goes to the model as it came, or is refused by name if
 * the model does not take it; none is ignored.
 *
 * @param others every other field, by name
 */
public record CompletionRequest(
        @Nullable String model,
        @Nullable List<JsonNode> messages,
        @Nullable Integer maxTokens,
        @Nullable Integer maxCompletionTokens,
        @Nullable Integer n,
        @Nullable Boolean stream,
        @Nullable StreamOptions streamOptions,
        @JsonAnySetter Map<String, JsonNode> others) {

    /** @param others by name */
    public record StreamOptions(@Nullable Boolean includeUsage, @JsonAnySetter Map<String, JsonNode> others) {

        private static final Set<String> ASK_FOR_NOTHING = Set.of("null", "false");

        void check() {
            others.forEach((name, value) -> {
                if (!ASK_FOR_NOTHING.contains(value.toString())) {
                    throw CompletionRefusal.unsupported("stream_options." + name, "`" + name + "` is not supported.");
                }
            });
        }
    }

    /**
     * What it comes to, checked as far as it can be without its model.
     *
     * @throws InvalidValue      if something is wrong with it
     * @throws CompletionRefusal if something in it is not supported
     */
    Question question() {
        if (streamOptions != null) {
            streamOptions.check();
        }
        List<RequestMessage> told = told();
        var tuning = new TreeMap<>(others);
        tuning.values().removeIf(JsonNode::isNull);
        return new Question(
                required("model", model),
                told,
                RecordedMessage.of(told.getLast()),
                mostCompletionTokens(),
                atLeastOne("n", n == null ? 1 : n),
                tuning);
    }

    boolean streams() {
        return Boolean.TRUE.equals(stream);
    }

    boolean includesUsage() {
        return streamOptions != null && Boolean.TRUE.equals(streamOptions.includeUsage());
    }

    private List<RequestMessage> told() {
        List<JsonNode> all = required("messages", messages);
        if (all.isEmpty()) {
            throw new InvalidValue("messages", "must not be empty");
        }
        return IntStream.range(0, all.size())
                .mapToObj(i -> RequestMessage.of("messages[" + i + "]", all.get(i)))
                .toList();
    }

    private @Nullable Integer mostCompletionTokens() {
        if (maxCompletionTokens != null) {
            return atLeastOne("max_completion_tokens", maxCompletionTokens);
        }
        return maxTokens == null ? null : (Integer) atLeastOne("max_tokens", maxTokens);
    }

    private static int atLeastOne(String field, int number) {
        if (number < 1) {
            throw new InvalidValue(field, "must be at least 1");
        }
        return number;
    }
}
