package io.chatledger.query.usage;

import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an account has spent on messages in a time: the statement's debits, to the token.
 *
 * @param from    the first moment that is counted
 * @param until   the first one that is not; null if everything since then is
 * @param results newest day first
 * @param totals  of all of them
 */
record Usage(Instant from, @Nullable Instant until, List<Line> results, Totals totals) {

    /**
     * The messages of a day that went to one model with one key.
     *
     * @param day      in UTC, of their debits
     * @param model    null if nothing is known of the messages any more
     * @param keyId    null if they were sent without an API key, or before that was recorded
     * @param messages how many were charged for
     * @param tokens   what they have cost
     */
    record Line(LocalDate day, @Nullable String model, @Nullable UUID keyId, long messages, BigInteger tokens) {}

    record Totals(long messages, BigInteger tokens) {}

    static Usage of(Instant from, @Nullable Instant until, List<Line> lines) {
        return new Usage(from, until, lines, new Totals(
                lines.stream().mapToLong(Line::messages).sum(),
                lines.stream().map(Line::tokens).reduce(BigInteger.ZERO, BigInteger::add)));
    }
}
