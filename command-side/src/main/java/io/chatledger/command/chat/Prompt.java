package io.chatledger.command.chat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a model is asked.
 *
 * @param turns                the conversation, oldest first; the last is the message that is to be answered
 * @param mostCompletionTokens the most that the model may say in one answer, in its own tokens; 0 for no limit
 * @param choices              how many answers are asked for
 * @param tuning               how it is to find its words: fields of the OpenAI chat format that it takes, as they came
 */
public record Prompt(List<Turn> turns, int mostCompletionTokens, int choices, Map<String, JsonNode> tuning) {

    public Prompt(List<Turn> turns, int mostCompletionTokens) {
        this(turns, mostCompletionTokens, 1, Map.of());
    }

    /**
     * Who said what; the names are those of the OpenAI chat format.
     *
     * @param text    what can be read of it
     * @param message all of it in that format, as it came; null if it is no more than the text
     */
    public record Turn(Role role, String text, @Nullable JsonNode message) {

        public Turn(Role role, String text) {
            this(role, text, null);
        }

        /** The parts of its content that are no text: pictures, sound, files. */
        List<JsonNode> media() {
            return message == null
                    ? List.of()
                    : message.path("content").valueStream().filter(part -> !isWords(part)).toList();
        }

        /** What is said beside the content, such as calls of tools, as JSON; empty if there is nothing. */
        String besideContent() {
            ObjectNode beside = JsonNodeFactory.instance.objectNode();
            if (message != null) {
                message.forEachEntry((name, value) -> {
                    if (!name.equals("role") && !name.equals("content")) {
                        beside.set(name, value);
                    }
                });
            }
            return beside.isEmpty() ? "" : beside.toString();
        }

        private static boolean isWords(JsonNode part) {
            String type = part.path("type").asString("");
            return Set.of("text", "refusal").contains(type) && part.path(type).isString();
        }
    }

    public enum Role {
        SYSTEM,
        USER,
        ASSISTANT,
        TOOL
    }

    public String lastText() {
        return turns.getLast().text();
    }
}
