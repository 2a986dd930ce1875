package io.chatledger.api;

/**
 * What a model says it has read and written, in its own tokens (not the tokens of the balance).
 *
 * @param estimated whether it did not say so and we counted ourselves
 */
public record Usage(long promptTokens, long completionTokens, boolean estimated) {

    public Usage {
        if (promptTokens < 0 || completionTokens < 0) {
            throw new InvalidValue("usage", "must not be negative");
        }
    }
}
