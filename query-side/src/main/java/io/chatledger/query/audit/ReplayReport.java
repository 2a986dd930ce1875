package io.chatledger.query.audit;

import io.chatledger.query.projection.Trouble;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A replay as auditors see it; what is not known before its end is null until then.
 *
 * @param error why it {@code failed}, which says nothing about the read models
 */
record ReplayReport(
        UUID id,
        Status status,
        Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Long position,
        @Nullable Long events,
        @Nullable Long accounts,
        List<Mismatch> mismatches,
        @Nullable Long mismatchCount,
        @Nullable Trouble error) {

    enum Status { running, matched, mismatched, failed }
}
