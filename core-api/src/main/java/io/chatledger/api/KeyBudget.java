package io.chatledger.api;

/**
 * What an API key may spend within a time, in tokens.
 *
 * @param within the day or the month in UTC (ISO 8601: {@code 2026-11-28}, {@code 2026-11}), or {@code total}; a later
 *               one is greater
 */
public record KeyBudget(long tokens, String within) {

    /** @throws InvalidValue if negative */
    public KeyBudget {
        if (tokens < 0) {
            throw new InvalidValue("budget", "must not be negative");
        }
    }
}
