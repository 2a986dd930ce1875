package io.chatledger.query.projection;

import static java.util.stream.Collectors.joining;

import io.chatledger.api.AccountId;
import io.chatledger.query.QuerySettings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Reads that are never stale: whatever was committed before the question is in the answer. The newest event there is
 * when the question is asked, the positions of the read models and the rows are compared and read in one snapshot; if
 * a read model is behind, the question waits for it, and is refused rather than answered with an old number.
 */
@Component
public class Freshness {

    /** Another copy of this application may lead the projection, and its commits raise no signal here. */
    private static final Duration RECHECK_INTERVAL = Duration.ofMillis(20);

    private final EventStore events;
    private final ProjectionPositions positions;
    private final Progress progress;
    private final TransactionTemplate transaction;
    private final JdbcClient jdbc;
    private final Duration timeout;

    Freshness(
            EventStore events,
            ProjectionPositions positions,
            Progress progress,
            TransactionTemplate transaction,
            JdbcClient jdbc,
            QuerySettings settings) {
        this.events = events;
        this.positions = positions;
        this.progress = progress;
        this.transaction = transaction;
        this.jdbc = jdbc;
        this.timeout = settings.freshnessTimeout();
    }

    /**
     * Reads what concerns one account.
     *
     * @param reading reads in the snapshot in which all of {@code models} hold every event of the account
     * @throws ReadModelBehind if that takes too long
     */
    public <T> T of(AccountId account, Set<ReadModel> models, Supplier<T> reading) {
        return read(events.newestOf(account), models, reading);
    }

    /**
     * Reads what concerns all accounts.
     *
     * @param reading reads in a snapshot in which all of {@code models} hold every event recorded up to the question
     * @throws ReadModelBehind if that takes too long
     */
    public <T> T ofAll(Set<ReadModel> models, Supplier<T> reading) {
        return read(events.newestOfAll(), models, reading);
    }

    private <T> T read(Newest newest, Set<ReadModel> models, Supplier<T> reading) {
        long deadlineNanos = System.nanoTime() + timeout.toNanos();
        String begin = begin(models);
        while (true) {
            // Taken before looking, so that nothing that comes in between is missed.
            Map<Signal, Long> seen = progress.seen(models);
            Attempt<T> attempt = transaction.execute(status -> {
                jdbc.sql(begin).update();
                Optional<Signal> missing = missing(newest, models);
                return missing.isPresent() ? new Attempt<>(missing.get(), null) : new Attempt<>(null, reading.get());
            });
            if (attempt.missing() == null) {
                return attempt.answer();
            }
            if (System.nanoTime() - deadlineNanos >= 0) {
                throw new ReadModelBehind(models);
            }
            progress.wanted().raise();
            await(attempt.missing(), seen.get(attempt.missing()));
        }
    }

    /**
     * In one round trip; asking the transaction manager for the isolation level alone takes three. The tables are
     * locked before the snapshot is taken, against a rebuild that replaces them: whoever looks at a table that is newer
     * than the snapshot sees it empty.
     */
    private static String begin(Set<ReadModel> models) {
        String isolation = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ";
        return models.isEmpty() ? isolation
                : models.stream().map(model -> model.in(Edition.LIVE)).sorted()
                        .collect(joining(", ", isolation + "; LOCK TABLE ", " IN ACCESS SHARE MODE"));
    }

    /** What must be waited for; empty if nothing. */
    private Optional<Signal> missing(Newest newest, Set<ReadModel> models) {
        OptionalLong position = newest.position();
        if (position.isEmpty()) {
            return Optional.of(progress.newEvents());
        }
        return positions.of(models).entrySet().stream()
                .filter(each -> each.getValue() < position.getAsLong())
                .findFirst()
                .map(each -> progress.committed(each.getKey()));
    }

    private static void await(Signal signal, long seen) {
        try {
            signal.await(seen, RECHECK_INTERVAL);
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a read model", end);
        }
    }

    private record Attempt<T>(@Nullable Signal missing, @Nullable T answer) {}
}
