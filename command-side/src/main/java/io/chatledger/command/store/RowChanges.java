package io.chatledger.command.store;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementCallback;

/** What transactions write, row by row, collected until it is written. Not for several threads. */
final class RowChanges {

    /**
     * To the end of the transaction. Plans are kept, and made for keys, whatever the tables held when PostgreSQL made
     * them: while these are empty, it would plan to read all of them.
     */
    private static final String PLANS = """
            SELECT set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_seqscan', 'off', true),
                set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)""";

    private final Map<RowStatement<?>, Rows<?>> rows = new LinkedHashMap<>();

    <R> void add(RowStatement<R> statement, R row) {
        rowsOf(statement).rows.add(row);
    }

    void addAll(RowChanges others) {
        others.rows.values().forEach(this::addAll);
    }

    private <R> void addAll(Rows<R> more) {
        rowsOf(more.statement).rows.addAll(more.rows);
    }

    /** Of the same statement, hence of the same type. */
    @SuppressWarnings("unchecked")
    private <R> Rows<R> rowsOf(RowStatement<R> statement) {
        return (Rows<R>) rows.computeIfAbsent(statement, _ -> new Rows<>(statement, new ArrayList<>()));
    }

    /** In one round trip, in the caller's transaction. */
    void writeAtOnce(JdbcTemplate jdbc) {
        StringBuilder sql = new StringBuilder(PLANS);
        List<Object> parameters = new ArrayList<>();
        rows.values().forEach(its -> {
            sql.append("; ").append(its.statement.sql());
            parameters.addAll(its.columns());
        });
        write(jdbc, sql.toString(), parameters);
    }

    /** Statement by statement, in the caller's transaction: so it is known which one is refused. */
    void writeOneByOne(JdbcTemplate jdbc) {
        rows.values().forEach(its -> {
            try {
                write(jdbc, PLANS + "; " + its.statement.sql(), its.columns());
            } catch (DuplicateKeyException duplicate) {
                throw its.statement.duplicate().apply(duplicate);
            }
        });
    }

    private static void write(JdbcTemplate jdbc, String sql, List<Object> parameters) {
        jdbc.execute(sql, (PreparedStatementCallback<Boolean>) statements -> {
            for (int i = 0; i < parameters.size(); i++) {
                statements.setObject(i + 1, parameters.get(i));
            }
            return statements.execute();
        });
    }

    private record Rows<R>(RowStatement<R> statement, List<R> rows) {

        List<Object> columns() {
            return statement.columns().stream().<Object>map(this::column).toList();
        }

        /** As an array of the type of its values; of texts, if there is none. */
        private Object[] column(Function<R, @Nullable Object> value) {
            List<@Nullable Object> values = rows.stream().map(value).toList();
            Class<?> type = values.stream()
                    .filter(Objects::nonNull)
                    .findFirst()
                    .<Class<?>>map(Object::getClass)
                    .orElse(String.class);
            return values.toArray((Object[]) Array.newInstance(type, values.size()));
        }
    }
}
