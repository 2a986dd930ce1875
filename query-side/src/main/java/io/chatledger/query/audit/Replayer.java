package io.chatledger.query.audit;

import static java.util.Objects.requireNonNull;

import io.chatledger.api.AccountEvent;
import io.chatledger.query.QuerySettings;
import io.chatledger.query.events.EventBatch;
import io.chatledger.query.events.EventStore;
import io.chatledger.query.projection.Changes;
import io.chatledger.query.projection.Edition;
import io.chatledger.query.projection.Projection;
import io.chatledger.query.projection.ProjectionPositions;
import io.chatledger.query.projection.ReadModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Projects all events anew into temporary tables beside the read models, by the very same projections, and lets the
 * database compare every column of every row. Temporary tables are in nobody's way and vanish with the transaction.
 */
@Component
class Replayer {

    private static final TypeReference<Map<String, @Nullable Object>> ROW = new TypeReference<>() {};
    private static final Set<Class<? extends AccountEvent>> ALL = Set.of(AccountEvent.class);
    private static final String HIDDEN = "(text)";

    private final List<Projection> projections;
    private final EventStore events;
    private final ProjectionPositions positions;
    private final JdbcTemplate template;
    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final int batchEvents;
    private final int mismatchesKept;

    Replayer(
            List<Projection> projections,
            EventStore events,
            ProjectionPositions positions,
            JdbcTemplate template,
            JsonMapper json,
            QuerySettings settings) {
        this.projections = projections;
        this.events = events;
        this.positions = positions;
        this.template = template;
        this.jdbc = JdbcClient.create(template);
        this.json = json;
        this.batchEvents = settings.projections().batchEvents();
        this.mismatchesKept = settings.audit().mismatchesKept();
    }

    /**
     * What came out.
     *
     * @param position   of the balances that were compared
     * @param events     how many were replayed
     * @param mismatches the first ones of {@code mismatchCount}
     */
    record Outcome(long position, long events, long accounts, long mismatchCount, List<Mismatch> mismatches) {}

    /** Is told how far a replay is, again and again. */
    interface Progress {

        void reached(long position, long head);
    }

    /**
     * To be called in a transaction that sees one snapshot: each read model is compared as of its own position.
     *
     * @param progress is told of the beginning, of each batch and of the end of the reading
     */
    Outcome replay(Progress progress) {
        Map<ReadModel, Long> until = positions.of(EnumSet.allOf(ReadModel.class));
        Arrays.stream(ReadModel.values()).forEach(model -> jdbc
                .sql("CREATE TEMPORARY TABLE %s (LIKE %s INCLUDING INDEXES) ON COMMIT DROP"
                        .formatted(model.table(), model.in(Edition.LIVE)))
                .update());
        long replayed = project(until, progress);
        long accounts = jdbc.sql("SELECT count(*) FROM " + ReadModel.ACCOUNT.in(Edition.REPLAYED))
                .query(Long.class).single();
        List<Mismatch> mismatches = new ArrayList<>();
        long count = 0;
        for (ReadModel model : ReadModel.values()) {
            count += compare(model, mismatches);
        }
        return new Outcome(requireNonNull(until.get(ReadModel.BALANCE)), replayed, accounts, count, mismatches);
    }

    private long project(Map<ReadModel, Long> until, Progress progress) {
        long last = Collections.max(until.values());
        long position = 0;
        progress.reached(position, last);
        while (position < last) {
            EventBatch batch = events.after(position, (int) Math.min(batchEvents, last - position), ALL);
            Changes changes = new Changes(template);
            for (Projection projection : projections) {
                long end = requireNonNull(until.get(projection.model()));
                projection.project(
                        batch.events().stream().filter(event -> event.position() <= end).toList(),
                        Edition.REPLAYED,
                        changes);
            }
            changes.make();
            position = batch.end();
            progress.reached(position, last);
        }
        return position;
    }

    /** Returns how many rows differ; adds as many of them as there is room for. */
    private long compare(ReadModel model, List<Mismatch> mismatches) {
        List<Long> count = new ArrayList<>();
        jdbc.sql("""
                        SELECT concat_ws(' ', %1$s) AS key,
                            coalesce(to_json(expected) ->> 'account_id', to_json(actual) ->> 'account_id') AS account,
                            to_json(expected) AS expected, to_json(actual) AS actual, count(*) OVER () AS mismatch_count
                        FROM %2$s expected FULL JOIN %3$s actual USING (%1$s)
                        WHERE ROW(expected.*) IS DISTINCT FROM ROW(actual.*)
                        ORDER BY %1$s LIMIT ?"""
                        .formatted(model.key(), model.in(Edition.REPLAYED), model.in(Edition.LIVE)))
                .param(Math.max(1, mismatchesKept - mismatches.size()))
                .query(row -> {
                    count.add(row.getLong("mismatch_count"));
                    if (mismatches.size() < mismatchesKept) {
                        mismatches.add(mismatch(
                                model,
                                row.getString("account"),
                                row.getString("key"),
                                row(row.getString("expected")),
                                row(row.getString("actual"))));
                    }
                });
        return count.isEmpty() ? 0 : count.getFirst();
    }

    private @Nullable Map<String, @Nullable Object> row(@Nullable String text) {
        return text == null ? null : json.readValue(text, ROW);
    }

    private static Mismatch mismatch(
            ReadModel model,
            String account,
            String key,
            @Nullable Map<String, @Nullable Object> expected,
            @Nullable Map<String, @Nullable Object> actual) {
        Map<String, @Nullable Object> either = expected == null ? Objects.requireNonNull(actual) : expected;
        TreeSet<String> columns = new TreeSet<>(either.keySet());
        if (expected != null && actual != null) {
            columns.removeIf(column -> Objects.equals(expected.get(column), actual.get(column)));
        }
        return new Mismatch(model.toString(), account, key, shown(expected, columns), shown(actual, columns));
    }

    private static @Nullable Map<String, @Nullable Object> shown(
            @Nullable Map<String, @Nullable Object> row, Set<String> columns) {
        if (row == null) {
            return null;
        }
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        for (String column : columns) {
            Object value = row.get(column);
            shown.put(column, value == null || value instanceof Number || value instanceof Boolean ? value : HIDDEN);
        }
        return shown;
    }
}
