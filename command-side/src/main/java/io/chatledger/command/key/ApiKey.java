package io.chatledger.command.key;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A key as its owner sees it in the list.
 *
 * @param scopes     what it may be used for
 * @param prefix     how the key begins
 * @param lastUsedAt null if never; may be late by a minute
 */
record ApiKey(
        UUID id,
        @Nullable String name,
        List<String> scopes,
        String prefix,
        Instant createdAt,
        @Nullable Instant lastUsedAt) {}
