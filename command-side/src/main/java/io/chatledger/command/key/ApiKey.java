package io.chatledger.command.key;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A key as its owner sees it in the list.
 *
 * @param prefix     how the key begins
 * @param lastUsedAt null if never; may be late by a minute
 */
record ApiKey(UUID id, @Nullable String name, String prefix, Instant createdAt, @Nullable Instant lastUsedAt) {}
