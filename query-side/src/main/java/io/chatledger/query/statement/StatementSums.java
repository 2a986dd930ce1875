package io.chatledger.query.statement;

import java.math.BigInteger;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What all statements come to together, as of an earlier place in the order of all events. */
@Component
public class StatementSums {

    /**
     * In tokens.
     *
     * @param accounts that had an entry by then
     */
    public record Sums(
            long accounts, BigInteger granted, BigInteger debited, BigInteger balance, BigInteger held) {}

    private final JdbcClient jdbc;

    StatementSums(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Adds up the newest entry of each statement. Entries that were written before their place was kept count as older
     * than all others.
     */
    public Sums at(long eventPosition) {
        return jdbc.sql("""
                        SELECT count(*) AS accounts, coalesce(sum(granted), 0) AS granted,
                            coalesce(sum(debited), 0) AS debited, coalesce(sum(balance), 0) AS balance,
                            coalesce(sum(held), 0) AS held
                        FROM (SELECT DISTINCT ON (account_id) granted, debited, balance, held
                            FROM read.statement_entry WHERE coalesce(event_position, 0) <= ?
                            ORDER BY account_id, position DESC) newest""")
                .param(eventPosition)
                .query((row, number) -> new Sums(
                        row.getLong("accounts"),
                        row.getBigDecimal("granted").toBigIntegerExact(),
                        row.getBigDecimal("debited").toBigIntegerExact(),
                        row.getBigDecimal("balance").toBigIntegerExact(),
                        row.getBigDecimal("held").toBigIntegerExact()))
                .single();
    }
}
