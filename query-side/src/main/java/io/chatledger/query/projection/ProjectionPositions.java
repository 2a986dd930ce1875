package io.chatledger.query.projection;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;

import io.chatledger.api.AccountId;
import io.chatledger.query.events.EventDecoder;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * How far each read model has come, and whether it does: the live ones in {@code read.projection}, those that are being
 * rebuilt in {@code read.rebuild}.
 */
@Component
public class ProjectionPositions {

    private final JdbcClient jdbc;

    ProjectionPositions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Of the live ones, as committed or as of the caller's snapshot. */
    public Map<ReadModel, Long> of(Collection<ReadModel> models) {
        return jdbc.sql("SELECT name, position FROM read.projection WHERE name = ANY (?)")
                .param(1, names(models))
                .query(ProjectionPositions::position)
                .list()
                .stream()
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Of the live one, as of now. */
    public long of(ReadModel model) {
        return requireNonNull(of(List.of(model)).get(model));
    }

    /**
     * Until the transaction ends nobody else moves them, and its statements have the plans that PostgreSQL keeps: to
     * plan them took longer than to run them. They are made for the keys of a batch, whatever the tables held at that
     * time: while these are empty, PostgreSQL would plan to read all of them.
     *
     * @return where they are, without those that another copy is at, that are paused, or of which there is no such
     *     edition
     */
    public Map<ReadModel, Long> lock(Set<ReadModel> models, Edition edition) {
        return jdbc.sql("""
                        SELECT name, position, set_config('plan_cache_mode', 'force_generic_plan', true),
                            set_config('enable_seqscan', 'off', true)
                        FROM %s WHERE name = ANY (?)%s FOR UPDATE SKIP LOCKED"""
                        .formatted(table(edition), edition == Edition.NEXT ? " AND paused_at IS NULL" : ""))
                .param(1, names(models))
                .query(ProjectionPositions::position)
                .list()
                .stream()
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Until the transaction ends nobody moves the live one; it has come to the position that is returned. */
    public long awaitLive(ReadModel model) {
        return jdbc.sql("SELECT position FROM read.projection WHERE name = ? FOR UPDATE")
                .param(model.toString())
                .query(Long.class)
                .single();
    }

    public void advance(Set<ReadModel> models, Edition edition, long position, Changes changes) {
        changes.add(
                """
                UPDATE %s SET position = ?, trouble = NULL, trouble_position = NULL, updated_at = now()
                WHERE name = ANY (?)""".formatted(table(edition)),
                position, names(models));
        if (edition == Edition.NEXT) {
            changes.add("DELETE FROM read.rebuild_sample WHERE name = ANY (?) AND at < now() - interval '70 seconds'",
                    (Object) names(models));
            changes.add(
                    """
                    INSERT INTO read.rebuild_sample (name, at, position)
                    SELECT name, now(), position FROM read.rebuild WHERE name = ANY (?) AND NOT EXISTS (
                        SELECT FROM read.rebuild_sample
                        WHERE name = rebuild.name AND at > now() - interval '1 second')""",
                    (Object) names(models));
        }
    }

    /** From the first event on, also if a rebuild is under way. */
    public void wantRebuild(ReadModel model, AccountId askedBy) {
        forgetSamples(model);
        jdbc.sql("""
                        INSERT INTO read.rebuild (name, asked_by) VALUES (?, ?) ON CONFLICT (name) DO UPDATE
                        SET position = 0, trouble = NULL, trouble_position = NULL, updated_at = now(),
                            started_at = now(), paused_at = NULL, asked_by = excluded.asked_by""")
                .params(model.toString(), askedBy.value())
                .update();
    }

    private void forgetSamples(ReadModel model) {
        jdbc.sql("DELETE FROM read.rebuild_sample WHERE name = ?").param(model.toString()).update();
    }

    /** Waits for the batch that is under way. False if it is not being rebuilt. */
    public boolean pauseRebuild(ReadModel model) {
        return jdbc.sql("UPDATE read.rebuild SET paused_at = coalesce(paused_at, now()) WHERE name = ?")
                        .param(model.toString())
                        .update() > 0;
    }

    /** As if the time in between had not been. False if it is not being rebuilt. */
    public boolean resumeRebuild(ReadModel model) {
        forgetSamples(model);
        return jdbc.sql("""
                        UPDATE read.rebuild SET started_at = started_at + coalesce(now() - paused_at, interval '0'),
                            paused_at = NULL WHERE name = ?""")
                        .param(model.toString())
                        .update() > 0;
    }

    /** The live one stays what it is. Waits for the batch that is under way. False if it is not being rebuilt. */
    public boolean cancelRebuild(ReadModel model) {
        return jdbc.sql("DELETE FROM read.rebuild WHERE name = ?").param(model.toString()).update() > 0;
    }

    /** The rebuilt one, which has come to this position, is the live one from now on. */
    public void replaceLive(ReadModel model, long position, Changes changes) {
        advance(Set.of(model), Edition.LIVE, position, changes);
        changes.add("DELETE FROM read.rebuild WHERE name = ?", model.toString());
    }

    /** Notes why it does not get past {@code position}, unless another copy already has. */
    public void stuck(ReadModel model, Edition edition, long position, Trouble trouble) {
        jdbc.sql("""
                        UPDATE %s SET trouble = ?, trouble_position = ?, updated_at = now()
                        WHERE name = ? AND position = ?"""
                        .formatted(table(edition)))
                .params(trouble.name(), position + 1, model.toString(), position)
                .update();
    }

    public void unstuck(ReadModel model, Edition edition) {
        jdbc.sql("""
                        UPDATE %s SET trouble = NULL, trouble_position = NULL, updated_at = now()
                        WHERE name = ? AND trouble IS NOT NULL"""
                        .formatted(table(edition)))
                .param(model.toString())
                .update();
    }

    private static String[] names(Collection<ReadModel> models) {
        return models.stream().map(ReadModel::toString).toArray(String[]::new);
    }

    private static Map.Entry<ReadModel, Long> position(ResultSet row, int number) throws SQLException {
        return Map.entry(ReadModel.named(row.getString(1)).orElseThrow(), row.getLong(2));
    }

    private static String table(Edition edition) {
        return switch (edition) {
            case LIVE -> "read.projection";
            case NEXT -> "read.rebuild";
            case REPLAYED -> throw new IllegalArgumentException("a replay is over before anybody could ask");
        };
    }

    /** While one is rebuilt, it is that which operators want to see getting on. */
    public List<ProjectionStatus> statuses() {
        return jdbc.sql("""
                        WITH head AS (SELECT coalesce(max(position), 0) AS head FROM events.place), edition AS (
                            SELECT name, true AS rebuilding, position, trouble, trouble_position, updated_at,
                                paused_at IS NOT NULL AS paused, asked_by,
                                extract(epoch FROM updated_at - started_at)::float8 AS seconds,
                                %s AS rate_of_10_s, %s AS rate_of_60_s
                            FROM read.rebuild
                            UNION ALL
                            SELECT name, false, position, trouble, trouble_position, updated_at, false, NULL, 0,
                                NULL, NULL
                            FROM read.projection WHERE name NOT IN (SELECT name FROM read.rebuild))
                        SELECT edition.*, head, (
                            SELECT extract(epoch FROM now() - time_stamp::timestamptz)::bigint FROM %s
                            WHERE position = edition.position + 1) AS lag_seconds
                        FROM edition, head ORDER BY name""".formatted(rate(10), rate(60), EventDecoder.NUMBERED_EVENTS))
                .query(ProjectionPositions::status)
                .list();
    }

    /** Since the sample that is nearest to so long ago. */
    private static String rate(int seconds) {
        return """
                (SELECT (rebuild.position - sample.position) / extract(epoch FROM now() - at)::float8
                FROM read.rebuild_sample AS sample
                WHERE sample.name = rebuild.name AND paused_at IS NULL AND at <= now() - interval '1 second'
                ORDER BY abs(extract(epoch FROM now() - at) - %d) LIMIT 1)""".formatted(seconds);
    }

    private static ProjectionStatus status(ResultSet row, int number) throws SQLException {
        String trouble = row.getString("trouble");
        return ProjectionStatus.of(
                row.getString("name"),
                row.getLong("position"),
                row.getLong("head"),
                row.getLong("lag_seconds"),
                row.getBoolean("rebuilding")
                        ? new ProjectionStatus.Rebuild(
                                row.getBoolean("paused"),
                                row.getDouble("seconds"),
                                row.getObject("rate_of_10_s", Double.class),
                                row.getObject("rate_of_60_s", Double.class),
                                row.getObject("asked_by", UUID.class))
                        : null,
                trouble == null ? null
                        : new ProjectionStatus.Error(Trouble.valueOf(trouble), row.getLong("trouble_position")),
                row.getObject("updated_at", OffsetDateTime.class).toInstant().truncatedTo(ChronoUnit.MILLIS));
    }
}
