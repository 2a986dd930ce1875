package io.chatledger.query.audit;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row of a read model that is not what the events say.
 *
 * @param projection the read model
 * @param account    null if the row is about all of them
 * @param key        of the row
 * @param expected   by column what a replay says, for columns that differ; null if there should be no such row. Numbers
 *                   are shown, texts are not: they may be people's words
 * @param actual     the same of what is there; null if the row is missing
 */
record Mismatch(
        String projection,
        @Nullable String account,
        String key,
        @Nullable Map<String, @Nullable Object> expected,
        @Nullable Map<String, @Nullable Object> actual) {}
