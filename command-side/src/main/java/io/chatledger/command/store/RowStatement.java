package io.chatledger.command.store;

import java.util.function.Function;
import org.springframework.dao.DuplicateKeyException;

/**
 * A statement for any number of rows: each parameter is a column of them, an array with one value for each row.
 *
 * @param sql       must come to the same whatever rows of other accounts it is given beside those of one
 * @param duplicate what it means that a row of its key is there already
 */
public record RowStatement(String sql, Function<DuplicateKeyException, RuntimeException> duplicate) {

    /** Of one that adds no keys. */
    public RowStatement(String sql) {
        this(sql, unexpected -> unexpected);
    }
}
