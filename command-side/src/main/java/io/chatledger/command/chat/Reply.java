package io.chatledger.command.chat;

import io.chatledger.api.Finish;
import io.chatledger.api.Usage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a model said.
 *
 * @param text      its answer, or why there is none if it is a refusal
 * @param reasoning what it said to itself before; empty if it did not tell
 * @param refusal   whether the model refuses to answer
 * @param more      an object with what else it answered, in the form of OpenAI's chat completion: {@code choices} if
 *                  there is more in them than these words, and what was told with them; null if nothing
 * @param usage     null if the model did not tell
 */
public record Reply(
        String text,
        String reasoning,
        boolean refusal,
        @Nullable JsonNode more,
        Finish finish,
        @Nullable Usage usage) {

    private static final String CHOICES = "choices";

    public Reply(String text, Finish finish, @Nullable Usage usage) {
        this(text, "", false, null, finish, usage);
    }

    /** Whether it has no words, and nothing that explains why. */
    boolean isNone() {
        return text.isEmpty()
                && !finish.equals(Finish.LENGTH)
                && !finish.equals(Finish.CONTENT_FILTER)
                && (more == null || !more.has(CHOICES));
    }

    /** How many answers there are. */
    int choices() {
        return more == null ? 1 : Math.max(1, more.path(CHOICES).size());
    }

    /** All words of all answers, for counting them; what is signed of the reasoning is no other words than that. */
    String words() {
        if (more == null || !more.has(CHOICES)) {
            return reasoning + text;
        }
        JsonNode choices = more.get(CHOICES).deepCopy();
        for (JsonNode choice : choices) {
            if (choice.path("message") instanceof ObjectNode message) {
                message.remove("thinking_blocks");
            }
        }
        return reasoning + choices;
    }
}
