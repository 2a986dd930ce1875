package io.chatledger.command.chat;

import io.chatledger.api.Finish;
import io.chatledger.api.Usage;
import org.jspecify.annotations.Nullable;

/**
 * What a model said.
 *
 * @param text      its answer, or why there is none if it is a refusal
 * @param reasoning what it said to itself before; empty if it did not tell
 * @param refusal   whether the model refuses to answer
 * @param usage     null if the model did not tell
 */
public record Reply(String text, String reasoning, boolean refusal, Finish finish, @Nullable Usage usage) {

    public Reply(String text, Finish finish, @Nullable Usage usage) {
        this(text, "", false, finish, usage);
    }

    /** Whether it has no words, and nothing that explains why. */
    boolean isNone() {
        return text.isEmpty() && !finish.equals(Finish.LENGTH) && !finish.equals(Finish.CONTENT_FILTER);
    }
}
