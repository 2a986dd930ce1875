package io.chatledger.query.history;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a message was about, for those who look at something else.
 *
 * @param conversationId null if that was deleted, like the excerpt
 * @param price          by which it is charged, in words; null if it is not known
 */
public record MessageSummary(
        @Nullable UUID conversationId, @Nullable String excerpt, String model, @Nullable String price) {}
