package io.chatledger.query.freshness;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import io.chatledger.api.AccountId;
import io.chatledger.query.QuerySettings;
import io.chatledger.query.following.Progress;
import io.chatledger.query.following.Signal;
import io.chatledger.query.projection.Edition;
import io.chatledger.query.projection.ReadModel;
import io.chatledger.query.projection.ReadModelBehind;
import io.chatledger.query.rows.RowTable;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementCallback;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.Assert;

/**
 * Reads that are never stale: whatever was committed before the question is in the answer. The newest event there is
 * when the question is asked, the positions of the read models and the rows are compared and read in one snapshot; if
 * a read model is behind, the question waits for it, and is refused rather than answered with an old number.
 */
@Component
public class Freshness {

    /** Another copy of this application may lead the projection, and its commits raise no signal here. */
    private static final Duration RECHECK_INTERVAL = Duration.ofMillis(20);

    private static final Counter AT_ONCE = reads("at-once");
    private static final Counter WAITED = reads("waited");
    private static final Counter GAVE_UP = reads("gave-up");

    private final JdbcTemplate jdbc;
    private final Progress progress;
    private final TransactionTemplate transaction;
    private final Duration timeout;

    Freshness(JdbcTemplate jdbc, Progress progress, TransactionTemplate transaction, QuerySettings settings) {
        this.jdbc = jdbc;
        this.progress = progress;
        this.transaction = transaction;
        this.timeout = settings.freshnessTimeout();
    }

    /**
     * Reads what concerns one account.
     *
     * @param reading reads in the snapshot in which all of {@code models} hold every event of the account
     * @throws ReadModelBehind if that takes too long
     */
    public <T> T of(AccountId account, Set<ReadModel> models, Supplier<T> reading) {
        return read(Newest.of(account), models, newest -> inTransaction(newest, models, reading));
    }

    /**
     * Reads the row of one account, in a third of the round trips. Not in a transaction, whose snapshot may be older
     * than the table.
     *
     * @param model   whose key is the account
     * @param rowType see {@link RowTable}
     * @throws ReadModelBehind if it takes too long until the row holds every event of the account
     */
    public <R extends Record> Optional<R> rowOf(AccountId account, ReadModel model, Class<R> rowType) {
        Assert.state(!TransactionSynchronizationManager.isActualTransactionActive(), "in a transaction");
        return read(Newest.of(account), Set.of(model), newest -> inOneStatement(newest, account, model, rowType));
    }

    /**
     * Reads what concerns all accounts.
     *
     * @param reading reads in a snapshot in which all of {@code models} hold every event recorded up to the question
     * @throws ReadModelBehind if that takes too long
     */
    public <T> T ofAll(Set<ReadModel> models, Supplier<T> reading) {
        return read(Newest.ofAll(), models, newest -> inTransaction(newest, models, reading));
    }

    private static Counter reads(String outcome) {
        return Counter.builder("chatledger.reads")
                .description("Reads, by whether they had to wait for a read model, and whether it came")
                .tag("outcome", outcome)
                .register(Metrics.globalRegistry);
    }

    private <T> T read(Newest asked, Set<ReadModel> models, Function<Newest, Attempt<T>> attempts) {
        long deadlineNanos = System.nanoTime() + timeout.toNanos();
        Newest newest = asked;
        boolean waited = false;
        while (true) {
            // Taken before looking, so that nothing that comes in between is missed.
            Map<Signal, Long> seen = progress.seen(models);
            Attempt<T> attempt = attempts.apply(newest);
            Signal missing = attempt.look().missing();
            if (missing == null) {
                (waited ? WAITED : AT_ONCE).increment();
                return requireNonNull(attempt.answer());
            }
            if (System.nanoTime() - deadlineNanos >= 0) {
                GAVE_UP.increment();
                throw new ReadModelBehind(models);
            }
            newest = attempt.look().newest();
            progress.wanted().raise();
            waited = true;
            await(missing, requireNonNull(seen.get(missing)));
        }
    }

    private <T> Attempt<T> inTransaction(Newest newest, Set<ReadModel> models, Supplier<T> reading) {
        return transaction.execute(status -> {
            Look look = jdbc.execute(begin(newest, models), (PreparedStatementCallback<Look>) statement ->
                    lookAtAll(newest, rows(statement, newest.parameter())));
            return new Attempt<>(look, look.missing() == null ? reading.get() : null);
        });
    }

    /** One statement has one snapshot, which PostgreSQL takes after it has locked the tables (at READ COMMITTED). */
    private <R extends Record> Attempt<Optional<R>> inOneStatement(
            Newest newest, AccountId account, ReadModel model, Class<R> rowType) {
        String sql = look("to_json(kept)", newest, Set.of(model))
                + " LEFT JOIN %s kept ON kept.%s = ?::uuid".formatted(model.in(Edition.LIVE), model.key());
        return jdbc.queryForObject(sql, (row, number) -> {
            String kept = row.getString(5);
            return new Attempt<>(look(newest, row), Optional.ofNullable(kept).map(json -> RowTable.row(json, rowType)));
        }, newest.parameter(), account.toString());
    }

    /**
     * What begins the transaction, takes its snapshot and looks whether that is fresh, in one round trip. The tables
     * are locked before the snapshot is taken, against a rebuild that replaces them: whoever looks at a table that is
     * newer than the snapshot sees it empty.
     */
    private static String begin(Newest newest, Set<ReadModel> models) {
        String tables = models.stream().map(model -> model.in(Edition.LIVE)).sorted().collect(joining(", "));
        return "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; "
                + (models.isEmpty() ? "" : "LOCK TABLE " + tables + " IN ACCESS SHARE MODE; ")
                + look("NULL", newest, models);
    }

    /** A row for each of the models, and one if there are none. Its parameter is that of {@code newest}. */
    private static String look(String besides, Newest newest, Set<ReadModel> models) {
        String names = models.stream().map(model -> "'" + model + "'").sorted().collect(joining(", "));
        return """
                SELECT newest.global_index, newest.position, projection.name, projection.position, %s
                FROM (SELECT) AS always LEFT JOIN (%s) AS newest ON true LEFT JOIN read.projection ON %s"""
                .formatted(
                        besides, newest.query(), models.isEmpty() ? "false" : "projection.name IN (" + names + ")");
    }

    /** Of the last statement; those before it have none. */
    private static ResultSet rows(PreparedStatement statement, Object parameter) throws SQLException {
        statement.setObject(1, parameter);
        for (boolean hasRows = statement.execute(); !hasRows; hasRows = statement.getMoreResults()) {
            Assert.state(statement.getUpdateCount() >= 0, "the last statement gave no rows");
        }
        return statement.getResultSet();
    }

    private Look lookAtAll(Newest newest, ResultSet rows) throws SQLException {
        Look look = new Look(newest, null);
        while (look.missing() == null && rows.next()) {
            look = look(newest, rows);
        }
        return look;
    }

    private Look look(Newest newest, ResultSet row) throws SQLException {
        Long globalIndex = row.getObject(1, Long.class);
        Long position = row.getObject(2, Long.class);
        return new Look(
                newest.found(globalIndex, position),
                missing(globalIndex, position, row.getString(3), row.getLong(4)));
    }

    /**
     * What must be waited for; null if nothing.
     *
     * @param model null if none was asked for
     */
    private @Nullable Signal missing(
            @Nullable Long globalIndex, @Nullable Long position, @Nullable String model, long reached) {
        if (position == null) {
            return globalIndex == null ? null : progress.newEvents();
        }
        return model == null || reached >= position
                ? null
                : progress.committed(ReadModel.named(model).orElseThrow());
    }

    private static void await(Signal signal, long seen) {
        try {
            signal.await(seen, RECHECK_INTERVAL);
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a read model", end);
        }
    }

    /**
     * @param newest  the event that it was about
     * @param missing what has to be waited for; null if nothing
     */
    private record Look(Newest newest, @Nullable Signal missing) {}

    /** @param answer null if something has to be waited for */
    private record Attempt<T>(Look look, @Nullable T answer) {}
}
