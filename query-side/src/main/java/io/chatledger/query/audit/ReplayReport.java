package io.chatledger.query.audit;

import io.chatledger.query.projection.Trouble;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A replay as auditors see it; what is not known before its end is null until then.
 *
 * @param position        how far it is; at its end, of the balances that were compared
 * @param head            how far it has to get; null until it begins to read
 * @param progressPercent how much is read; null until it begins to, and for those of earlier versions
 * @param error           why it {@code failed}, which says nothing about the read models
 */
record ReplayReport(
        UUID id,
        Status status,
        Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Long position,
        @Nullable Long head,
        @Nullable Integer progressPercent,
        @Nullable Long events,
        @Nullable Long accounts,
        List<Mismatch> mismatches,
        @Nullable Long mismatchCount,
        @Nullable Trouble error) {

    enum Status { running, matched, mismatched, failed }
}
