package io.chatledger.command.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Tidies up tables in statements that are each over soon, however much has gathered: none runs into a timeout, which
 * would undo it, and none holds many rows from those who need them.
 */
public class Batches {

    private final JdbcClient jdbc;
    private final int mostRows;

    public Batches(JdbcClient jdbc, int mostRows) {
        this.jdbc = jdbc;
        this.mostRows = mostRows;
    }

    /** @param statement is given how many rows it may change, and returns how many it has changed */
    public void run(IntUnaryOperator statement) {
        int changed;
        do {
            changed = statement.applyAsInt(mostRows);
        } while (changed == mostRows);
    }

    /** @param condition of the rows that are to go, by an index */
    public void delete(String table, String condition, Object... parameters) {
        // Said twice: a row may change between its being found and its being locked.
        String sql = "DELETE FROM %1$s WHERE ctid = ANY (ARRAY(SELECT ctid FROM %1$s WHERE %2$s LIMIT ?)) AND %2$s"
                .formatted(table, condition);
        run(most -> {
            List<Object> all = new ArrayList<>(Arrays.asList(parameters));
            all.add(most);
            all.addAll(Arrays.asList(parameters));
            return jdbc.sql(sql).params(all).update();
        });
    }
}
