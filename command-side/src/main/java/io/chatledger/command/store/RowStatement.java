package io.chatledger.command.store;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;

/**
 * A statement for any number of rows: each parameter is a column of them, an array with one value for each row.
 *
 * @param sql       must come to the same whatever rows of other accounts it is given beside those of one
 * @param columns   what the parameters take of a row, in their order
 * @param duplicate what it means that a row of its key is there already
 */
public record RowStatement<R>(
        String sql,
        List<Function<R, @Nullable Object>> columns,
        Function<DuplicateKeyException, RuntimeException> duplicate) {

    /** Of one that adds no keys. */
    public RowStatement(String sql, List<Function<R, @Nullable Object>> columns) {
        this(sql, columns, unexpected -> unexpected);
    }
}
