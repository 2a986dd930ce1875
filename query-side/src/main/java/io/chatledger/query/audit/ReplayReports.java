package io.chatledger.query.audit;

import io.chatledger.query.projection.Trouble;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** The table {@code read.replay}. */
@Component
class ReplayReports {

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final TransactionTemplate apart;

    ReplayReports(JdbcClient jdbc, JsonMapper json, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.json = json;
        this.apart = new TransactionTemplate(
                transactions, new DefaultTransactionDefinition(TransactionDefinition.PROPAGATION_REQUIRES_NEW));
    }

    void begin(UUID id, Instant at) {
        jdbc.sql("INSERT INTO read.replay (id, status, started_at) VALUES (?, ?, ?)")
                .params(id, ReplayReport.Status.running.name(), utc(at))
                .update();
    }

    /** For everybody to see at once, whatever transaction the replay itself runs in. */
    void reached(UUID id, long position, long head) {
        apart.executeWithoutResult(_ -> jdbc.sql("UPDATE read.replay SET position = ?, head = ? WHERE id = ?")
                .params(position, head, id)
                .update());
    }

    void finish(UUID id, Replayer.Outcome outcome, Instant at) {
        ReplayReport.Status status =
                outcome.mismatchCount() == 0 ? ReplayReport.Status.matched : ReplayReport.Status.mismatched;
        jdbc.sql("""
                        UPDATE read.replay SET status = ?, finished_at = ?, position = ?, events = ?, accounts = ?,
                            mismatch_count = ?, mismatches = ?::jsonb, trouble = NULL
                        WHERE id = ?""")
                .params(
                        status.name(),
                        utc(at),
                        outcome.position(),
                        outcome.events(),
                        outcome.accounts(),
                        outcome.mismatchCount(),
                        json.writeValueAsString(outcome.mismatches()),
                        id)
                .update();
    }

    void fail(UUID id, Trouble trouble, Instant at) {
        jdbc.sql("UPDATE read.replay SET status = ?, finished_at = ?, trouble = ? WHERE id = ?")
                .params(ReplayReport.Status.failed.name(), utc(at), trouble.name(), id)
                .update();
    }

    /** Whatever still runs according to the table was run by a process that has ended. */
    void failAbandoned(Instant at) {
        jdbc.sql("UPDATE read.replay SET status = ?, finished_at = ?, trouble = ? WHERE status = ?")
                .params(
                        ReplayReport.Status.failed.name(),
                        utc(at),
                        Trouble.ABANDONED.name(),
                        ReplayReport.Status.running.name())
                .update();
    }

    Optional<ReplayReport> find(UUID id) {
        return jdbc.sql("SELECT * FROM read.replay WHERE id = ?").param(id).query(this::report).optional();
    }

    private ReplayReport report(ResultSet row, int number) throws SQLException {
        String trouble = row.getString("trouble");
        Long position = row.getObject("position", Long.class);
        Long head = row.getObject("head", Long.class);
        return new ReplayReport(
                row.getObject("id", UUID.class),
                ReplayReport.Status.valueOf(row.getString("status")),
                row.getObject("started_at", OffsetDateTime.class).toInstant(),
                instant(row.getObject("finished_at", OffsetDateTime.class)),
                position,
                head,
                percent(position, head),
                row.getObject("events", Long.class),
                row.getObject("accounts", Long.class),
                List.of(json.readValue(row.getString("mismatches"), Mismatch[].class)),
                row.getObject("mismatch_count", Long.class),
                trouble == null ? null : Trouble.valueOf(trouble));
    }

    /** 100 only when all is read. */
    private static @Nullable Integer percent(@Nullable Long position, @Nullable Long head) {
        if (position == null || head == null) {
            return null;
        }
        return head == 0 ? 100 : (int) (100.0 * position / head);
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
