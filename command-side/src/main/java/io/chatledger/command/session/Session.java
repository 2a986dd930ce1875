package io.chatledger.command.session;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A session as its owner sees it in the list.
 *
 * @param lastUsedAt when it began, was last refreshed, or its token was last used; the last may be late by minutes
 * @param expiresAt  when it ends unless it is used
 * @param userAgent  of the client that began it
 * @param current    whether it is the one that asks
 */
record Session(
        UUID id,
        Instant createdAt,
        Instant lastUsedAt,
        Instant expiresAt,
        @Nullable Instant endedAt,
        @Nullable SessionEnd endReason,
        @Nullable String userAgent,
        boolean current) {}
