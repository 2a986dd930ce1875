package io.chatledger.query.web;

import io.chatledger.api.InvalidValue;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;

/**
 * A page of a longer list.
 *
 * @param next where the next page goes on; null on the last one
 */
public record Page<T>(List<T> results, @Nullable Cursor next) {

    public static final int LARGEST = 200;
    /** How many rows a page has if nobody says how many. */
    public static final int USUAL = 50;

    /** How many rows to read for a page: one more than is shown, which tells whether there is a next one. */
    public static Limit rowsFor(int limit) {
        return Limit.of(requireLimit(limit, LARGEST) + 1);
    }

    /** @throws InvalidValue unless from 1 to {@code largest} */
    public static int requireLimit(int limit, int largest) {
        if (limit < 1 || limit > largest) {
            throw new InvalidValue("limit", "must be from 1 to " + largest);
        }
        return limit;
    }

    /** @param rows read with {@link #rowsFor}, by position in either direction */
    public static <R> Page<R> of(List<R> rows, int limit, ToLongFunction<R> position) {
        if (rows.size() <= limit) {
            return new Page<>(rows, null);
        }
        List<R> shown = rows.subList(0, limit);
        return new Page<>(shown, new Cursor(position.applyAsLong(shown.getLast())));
    }

    public <S> Page<S> map(Function<T, S> toShown) {
        return new Page<>(results.stream().map(toShown).toList(), next);
    }
}
