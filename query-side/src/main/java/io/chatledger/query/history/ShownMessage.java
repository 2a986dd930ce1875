package io.chatledger.query.history;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A message as clients see it. */
public record ShownMessage(
        UUID id,
        UUID conversationId,
        String message,
        @Nullable String response,
        String status,
        String model,
        long tokensDeducted,
        Instant createdAt,
        @Nullable Instant answeredAt) {

    static ShownMessage of(ChatMessage row) {
        return new ShownMessage(
                row.messageId(),
                row.conversationId(),
                row.message(),
                row.response(),
                row.status().name().toLowerCase(Locale.ROOT),
                row.model(),
                row.tokensDeducted(),
                row.createdAt(),
                row.answeredAt());
    }
}
