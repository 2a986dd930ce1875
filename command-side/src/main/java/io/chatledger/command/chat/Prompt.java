package io.chatledger.command.chat;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What a model is asked.
 *
 * @param turns                the conversation, oldest first; the last is the user's message
 * @param mostCompletionTokens the most that the model may say, in its own tokens; 0 for no limit
 * @param tuning               how it is to find its words: fields of the OpenAI chat format that it takes, as they came
 */
public record Prompt(List<Turn> turns, int mostCompletionTokens, Map<String, JsonNode> tuning) {

    public Prompt(List<Turn> turns, int mostCompletionTokens) {
        this(turns, mostCompletionTokens, Map.of());
    }

    /** Who said what; the names are those of the OpenAI chat format. */
    public record Turn(Role role, String text) {}

    public enum Role {
        SYSTEM,
        USER,
        ASSISTANT
    }

    public String lastText() {
        return turns.getLast().text();
    }
}
