package io.chatledger.command.chat;

import java.util.List;

/**
 * What a model is asked.
 *
 * @param turns                the conversation, oldest first; the last is the user's message
 * @param mostCompletionTokens the most that the model may say, in its own tokens; 0 for no limit
 */
public record Prompt(List<Turn> turns, int mostCompletionTokens) {

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
