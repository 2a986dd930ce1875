package io.chatledger.query.rebuilding;

import static java.util.Objects.requireNonNull;

import io.chatledger.query.projection.Edition;
import io.chatledger.query.projection.ReadModel;
import java.util.List;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The tables of a rebuild: makes the next one, and puts it in the place of the live one. */
@Component
class ReadModelTables {

    /** Readers that come while it is waited for queue up behind, so this is what they may notice. */
    private static final String LONGEST_WAIT_FOR_READERS = "100ms";
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private final JdbcClient jdbc;

    ReadModelTables(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Empty, and like the live one. */
    void makeNext(ReadModel model) {
        String next = model.in(Edition.NEXT);
        dropNext(model);
        jdbc.sql("CREATE TABLE %s (LIKE %s INCLUDING ALL)".formatted(next, model.in(Edition.LIVE))).update();
    }

    void dropNext(ReadModel model) {
        jdbc.sql("DROP TABLE IF EXISTS " + model.in(Edition.NEXT)).update();
    }

    /** The first readers must not meet a table that the planner takes for an empty one. */
    void analyzeNext(ReadModel model) {
        jdbc.sql("ANALYZE " + model.in(Edition.NEXT)).update();
    }

    /**
     * All names stay as they were, those of indexes too.
     *
     * @throws CannotAcquireLockException if somebody reads for longer
     */
    void replaceLive(ReadModel model) {
        String live = model.in(Edition.LIVE);
        String next = model.in(Edition.NEXT);
        lock(live);
        List<String> renaming = renamingOfIndexes(live, next);
        jdbc.sql("DROP TABLE " + live).update();
        jdbc.sql("ALTER TABLE %s RENAME TO %s".formatted(next, model.table())).update();
        renaming.forEach(rename -> jdbc.sql(rename).update());
    }

    private void lock(String table) {
        try {
            jdbc.sql("SET LOCAL lock_timeout = '" + LONGEST_WAIT_FOR_READERS + "'").update();
            jdbc.sql("LOCK TABLE " + table + " IN ACCESS EXCLUSIVE MODE").update();
        } catch (UncategorizedSQLException refused) {
            if (LOCK_NOT_AVAILABLE.equals(requireNonNull(refused.getSQLException()).getSQLState())) {
                throw new CannotAcquireLockException(table + " is being read", refused);
            }
            throw refused;
        }
    }

    private List<String> renamingOfIndexes(String live, String next) {
        return jdbc.sql("""
                        SELECT format('ALTER INDEX %s RENAME TO %I', next.indexrelid::regclass, name.relname)
                        FROM pg_index live
                            JOIN pg_class name ON name.oid = live.indexrelid
                            JOIN pg_index next ON next.indkey::text = live.indkey::text
                                AND next.indisprimary = live.indisprimary
                                AND pg_get_expr(next.indpred, next.indrelid)
                                    IS NOT DISTINCT FROM pg_get_expr(live.indpred, live.indrelid)
                        WHERE live.indrelid = ?::regclass AND next.indrelid = ?::regclass""")
                .params(live, next)
                .query(String.class)
                .list();
    }
}
