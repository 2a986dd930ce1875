package io.chatledger.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What a model says it has read and written, in its own tokens (not the tokens of the balance).
 *
 * @param estimated whether it did not say so and we counted ourselves
 * @param details   null if it told none
 */
public record Usage(
        long promptTokens,
        long completionTokens,
        boolean estimated,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Details details) {

    public Usage {
        if (promptTokens < 0 || completionTokens < 0) {
            throw new InvalidValue("usage", "must not be negative");
        }
    }

    public Usage(long promptTokens, long completionTokens, boolean estimated) {
        this(promptTokens, completionTokens, estimated, null);
    }

    /** How many of the prompt tokens were read from a cache. */
    public long cachedPromptTokens() {
        return details == null ? 0 : details.cachedPromptTokens();
    }

    /**
     * Of which the tokens are; the first two are among the prompt tokens, the others among the completion tokens.
     *
     * @param cachedPromptTokens    read from a cache
     * @param audioPromptTokens     of sound that was heard
     * @param reasoningTokens       of what the model said to itself
     * @param audioCompletionTokens of sound that was made
     */
    public record Details(
            long cachedPromptTokens, long audioPromptTokens, long reasoningTokens, long audioCompletionTokens) {}
}
