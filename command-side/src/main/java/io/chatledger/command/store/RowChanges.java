package io.chatledger.command.store;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    private final Map<RowStatement, List<@Nullable Object[]>> rows = new LinkedHashMap<>();

    void add(RowStatement statement, @Nullable Object... row) {
        rows.computeIfAbsent(statement, _ -> new ArrayList<>()).add(row);
    }

    void addAll(RowChanges others) {
        others.rows.forEach((statement, more) -> rows.computeIfAbsent(statement, _ -> new ArrayList<>()).addAll(more));
    }

    /** In one round trip, in the caller's transaction. */
    void writeAtOnce(JdbcTemplate jdbc) {
        StringBuilder sql = new StringBuilder(PLANS);
        List<Object> parameters = new ArrayList<>();
        rows.forEach((statement, its) -> {
            sql.append("; ").append(statement.sql());
            parameters.addAll(columns(its));
        });
        write(jdbc, sql.toString(), parameters);
    }

    /** Statement by statement, in the caller's transaction: so it is known which one is refused. */
    void writeOneByOne(JdbcTemplate jdbc) {
        rows.forEach((statement, its) -> {
            try {
                write(jdbc, PLANS + "; " + statement.sql(), columns(its));
            } catch (DuplicateKeyException duplicate) {
                throw statement.duplicate().apply(duplicate);
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

    private static List<Object> columns(List<@Nullable Object[]> rows) {
        List<Object> columns = new ArrayList<>();
        for (int i = 0; i < rows.getFirst().length; i++) {
            columns.add(column(rows, i));
        }
        return columns;
    }

    /** As an array of the type of its values; of texts, if there is none. */
    private static Object[] column(List<@Nullable Object[]> rows, int index) {
        Class<?> type = rows.stream()
                .map(row -> row[index])
                .filter(Objects::nonNull)
                .findFirst()
                .<Class<?>>map(Object::getClass)
                .orElse(String.class);
        Object[] column = (Object[]) Array.newInstance(type, rows.size());
        Arrays.setAll(column, row -> rows.get(row)[index]);
        return column;
    }
}
