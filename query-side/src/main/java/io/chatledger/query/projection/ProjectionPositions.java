package io.chatledger.query.projection;

import static java.util.stream.Collectors.toMap;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table {@code read.projection}: how far each read model has come, and whether it does. */
@Component
public class ProjectionPositions {

    private final JdbcClient jdbc;

    ProjectionPositions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** As committed, or as of the caller's snapshot. */
    public Map<ReadModel, Long> of(Collection<ReadModel> models) {
        return jdbc.sql("SELECT name, position FROM read.projection WHERE name = ANY (?)")
                .param(1, models.stream().map(ReadModel::toString).toArray(String[]::new))
                .query((row, number) -> Map.entry(row.getString(1), row.getLong(2)))
                .list()
                .stream()
                .collect(toMap(entry -> ReadModel.named(entry.getKey()).orElseThrow(), Map.Entry::getValue));
    }

    record Locked(long position, boolean rebuildWanted) {}

    /** Until the transaction ends nobody else moves it. Empty: another copy of this application is at it. */
    Optional<Locked> lock(ReadModel model) {
        return jdbc.sql("""
                        SELECT position, rebuild_wanted FROM read.projection
                        WHERE name = ? FOR UPDATE SKIP LOCKED""")
                .param(model.toString())
                .query((row, number) -> new Locked(row.getLong(1), row.getBoolean(2)))
                .optional();
    }

    void advance(ReadModel model, long position) {
        jdbc.sql("""
                        UPDATE read.projection SET position = ?, trouble = NULL, trouble_position = NULL,
                            rebuild_target = CASE WHEN rebuild_target > ? THEN rebuild_target END, updated_at = now()
                        WHERE name = ?""")
                .params(position, position, model.toString())
                .update();
    }

    void wantRebuild(ReadModel model) {
        jdbc.sql("UPDATE read.projection SET rebuild_wanted = true, updated_at = now() WHERE name = ?")
                .param(model.toString())
                .update();
    }

    /**
     * Empties the read model and starts it anew, in the transaction that holds the lock. By DELETE: after a TRUNCATE a
     * reader whose snapshot is older would see an empty table and take it for the truth.
     */
    void restart(ReadModel model, long target) {
        jdbc.sql("DELETE FROM " + model.in(Edition.LIVE)).update();
        jdbc.sql("""
                        UPDATE read.projection SET position = 0, rebuild_wanted = false, rebuild_target = nullif(?, 0),
                            trouble = NULL, trouble_position = NULL, updated_at = now()
                        WHERE name = ?""")
                .params(target, model.toString())
                .update();
    }

    /** Notes why it does not get past {@code position}, unless another copy already has. */
    void stuck(ReadModel model, long position, Trouble trouble) {
        jdbc.sql("""
                        UPDATE read.projection SET trouble = ?, trouble_position = ?, updated_at = now()
                        WHERE name = ? AND position = ?""")
                .params(trouble.name(), position + 1, model.toString(), position)
                .update();
    }

    void unstuck(ReadModel model) {
        jdbc.sql("""
                        UPDATE read.projection SET trouble = NULL, trouble_position = NULL, updated_at = now()
                        WHERE name = ? AND trouble IS NOT NULL""")
                .param(model.toString())
                .update();
    }

    List<ProjectionStatus> statuses() {
        return jdbc.sql("""
                        SELECT *, (SELECT coalesce(max(position), 0) FROM events.domain_event) AS head
                        FROM read.projection ORDER BY name""")
                .query(ProjectionPositions::status)
                .list();
    }

    private static ProjectionStatus status(ResultSet row, int number) throws SQLException {
        String trouble = row.getString("trouble");
        long position = row.getLong("position");
        long head = row.getLong("head");
        return ProjectionStatus.of(
                row.getString("name"),
                position,
                head,
                row.getBoolean("rebuild_wanted") || position < Math.min(row.getLong("rebuild_target"), head),
                trouble == null ? null
                        : new ProjectionStatus.Error(Trouble.valueOf(trouble), row.getLong("trouble_position")),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }
}
