package io.chatledger.query.history;

import org.jspecify.annotations.Nullable;

/**
 * What a message was about, for those who look at something else.
 *
 * @param excerpt null if its conversation was deleted
 * @param price   by which it is charged, in words; null if it is not known
 */
public record MessageSummary(@Nullable String excerpt, String model, @Nullable String price) {}
