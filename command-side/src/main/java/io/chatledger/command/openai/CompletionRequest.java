package io.chatledger.command.openai;

import static io.chatledger.api.InvalidValue.required;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.chatledger.api.InvalidValue;
import io.chatledger.api.MessageText;
import io.chatledger.command.chat.Prompt.Role;
import io.chatledger.command.chat.Prompt.Turn;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The body of {@code POST /v1/chat/completions} (OpenAI API reference, Chat, Create chat completion).
 *
 * <p>What asks for another kind of answer than we can give is refused by name, see {@link UnsupportedFields}. Every
 * other field goes to the model as it came, or is refused by name if the model does not take it: unknown ones, too,
 * because they could change what an answer costs.
 *
 * @param others every other field, by name
 */
record CompletionRequest(
        @Nullable String model,
        @Nullable List<@Nullable RequestMessage> messages,
        @Nullable Integer maxTokens,
        @Nullable Integer maxCompletionTokens,
        @Nullable Boolean stream,
        @Nullable StreamOptions streamOptions,
        @JsonAnySetter Map<String, JsonNode> others) {

    @JsonIgnoreProperties(ignoreUnknown = true)
    record StreamOptions(@Nullable Boolean includeUsage) {}

    /**
     * What it comes to, checked.
     *
     * @throws InvalidValue      if something is wrong with it
     * @throws CompletionRefusal if something in it is not supported
     */
    Question question() {
        UnsupportedFields.ofRequest(others);
        List<Turn> turns = turns();
        return new Question(
                required("model", model),
                turns.subList(0, turns.size() - 1),
                text(turns),
                mostCompletionTokens(),
                UnsupportedFields.without(others));
    }

    boolean streams() {
        return Boolean.TRUE.equals(stream);
    }

    boolean includesUsage() {
        return streamOptions != null && Boolean.TRUE.equals(streamOptions.includeUsage());
    }

    private List<Turn> turns() {
        List<@Nullable RequestMessage> all = required("messages", messages);
        if (all.isEmpty()) {
            throw new InvalidValue("messages", "must not be empty");
        }
        return IntStream.range(0, all.size())
                .mapToObj(i -> required(at(i), all.get(i)).turn(at(i)))
                .toList();
    }

    /** What is recorded as the message, and hence has its rules. */
    private static MessageText text(List<Turn> turns) {
        String last = at(turns.size() - 1);
        if (turns.getLast().role() != Role.USER) {
            throw new InvalidValue(last + ".role", "must be user, because it is the last message");
        }
        try {
            return new MessageText(turns.getLast().text());
        } catch (InvalidValue invalid) {
            throw new InvalidValue(last + ".content", invalid.getMessage());
        }
    }

    private @Nullable Integer mostCompletionTokens() {
        String field = maxCompletionTokens != null ? "max_completion_tokens" : "max_tokens";
        Integer most = maxCompletionTokens != null ? maxCompletionTokens : maxTokens;
        if (most != null && most < 1) {
            throw new InvalidValue(field, "must be at least 1");
        }
        return most;
    }

    private static String at(int index) {
        return "messages[" + index + "]";
    }
}
