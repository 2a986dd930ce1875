package io.chatledger.query.history;

import org.jspecify.annotations.Nullable;

/**
 * What a message was about, for those who look at something else.
 *
 * @param price by which it is charged, in words; null if it is not known
 */
public record MessageSummary(String excerpt, String model, @Nullable String price) {}
