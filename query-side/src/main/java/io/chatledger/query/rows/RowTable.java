package io.chatledger.query.rows;

import static java.util.stream.Collectors.joining;

import io.chatledger.query.projection.Changes;
import io.chatledger.query.projection.Edition;
import io.chatledger.query.projection.ReadModel;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.postgresql.PGConnection;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * The rows of one read model as records, whose components are named like the columns. They go in and out as JSON, so
 * that a whole batch is one statement whatever the columns are, arrays and texts included. Where many are new, as in a
 * rebuild, those are copied in, which takes PostgreSQL a fifth of the time.
 */
public final class RowTable<R extends Record> {

    private static final JsonMapper ROWS =
            JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

    /** Copying is two round trips more than a statement. */
    private static final int COPIED_FROM_ROWS = 200;

    private final JdbcTemplate template;
    private final JdbcClient jdbc;
    private final ReadModel model;
    private final Class<R> rowType;
    private final List<String> columns;

    public RowTable(JdbcTemplate template, ReadModel model, Class<R> rowType) {
        this.template = template;
        this.jdbc = JdbcClient.create(template);
        this.model = model;
        this.rowType = rowType;
        this.columns = Arrays.stream(rowType.getRecordComponents())
                .map(RecordComponent::getName)
                .map(name -> name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT))
                .toList();
    }

    /** The rows with these keys, as far as there are any, in a read model whose key is one id. */
    public List<R> find(Edition edition, Collection<UUID> keys) {
        return findWhere(edition, model.key() + " = ANY (?::uuid[])", List.of(keys));
    }

    /**
     * The rows for which a condition holds.
     *
     * @param condition in SQL
     * @param ids       its parameters, each as an array
     */
    public List<R> findWhere(Edition edition, String condition, List<Collection<UUID>> ids) {
        return query("SELECT to_json(rows) FROM %s rows WHERE %s".formatted(model.in(edition), condition), ids);
    }

    /** For each account its newest row, as far as there is one, in a read model whose key is account and position. */
    public List<R> findNewest(Edition edition, Collection<UUID> accounts) {
        return query("""
                SELECT to_json(newest) FROM unnest(?::uuid[]) AS wanted (id) CROSS JOIN LATERAL (
                    SELECT * FROM %s WHERE account_id = wanted.id ORDER BY position DESC LIMIT 1) newest"""
                .formatted(model.in(edition)), List.of(accounts));
    }

    /**
     * Copies many at once; what is not copied is left to {@code changes}.
     *
     * @param added   rows whose keys are not in the table yet
     * @param changed rows to be written over those with the same keys
     */
    public void save(Edition edition, Collection<R> added, Collection<R> changed, Changes changes) {
        if (added.size() < COPIED_FROM_ROWS) {
            write(edition, Stream.concat(added.stream(), changed.stream()).toList(), changes);
        } else {
            copy(edition, added);
            write(edition, changed, changes);
        }
    }

    private void write(Edition edition, Collection<R> rows, Changes changes) {
        if (rows.isEmpty()) {
            return;
        }
        String table = model.in(edition);
        String names = String.join(", ", columns);
        String excluded = columns.stream().map(column -> "excluded." + column).collect(joining(", "));
        changes.add(
                """
                INSERT INTO %s (%s) SELECT %s FROM json_populate_recordset(NULL::%s, ?::json)
                ON CONFLICT (%s) DO UPDATE SET (%s) = ROW(%s)"""
                        .formatted(table, names, names, table, model.key(), names, excluded),
                ROWS.writeValueAsString(rows));
    }

    private void copy(Edition edition, Collection<R> rows) {
        String copy = "COPY %s (%s) FROM STDIN".formatted(model.in(edition), String.join(", ", columns));
        String text = CopyText.of(rowType, rows);
        template.execute((ConnectionCallback<Long>) connection -> {
            try {
                return connection.unwrap(PGConnection.class).getCopyAPI().copyIn(copy, new StringReader(text));
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        });
    }

    /** @param json as PostgreSQL gives it for a whole row */
    public static <R extends Record> R row(String json, Class<R> rowType) {
        return ROWS.readValue(json, rowType);
    }

    private List<R> query(String sql, List<Collection<UUID>> ids) {
        return jdbc.sql(sql)
                .params(ids.stream()
                        .map(each -> each.stream().map(UUID::toString).toArray(String[]::new))
                        .toList())
                .query((row, number) -> row(row.getString(1), rowType))
                .list();
    }
}
