package io.chatledger.standalone.benchmark;

import java.sql.SQLException;
import java.util.List;

/** What must be true after any load, asked of the tables themselves. */
final class Invariants {

    /** Shares no code with the system: the events added up by the database. */
    private static final String SUMS = """
            CREATE TEMPORARY TABLE told AS
            WITH movement AS (
                SELECT aggregate_identifier::uuid AS account_id, substring(payload_type FROM '[^.]+$') AS type,
                       (convert_from(payload, 'UTF8')::jsonb ->> 'amount')::bigint AS amount,
                       coalesce((convert_from(payload, 'UTF8')::jsonb ->> 'released')::bigint, 0) AS released
                FROM events.domain_event
                WHERE payload_type ~ 'Tokens|HoldReleased'
            )
            SELECT account_id,
                   sum(CASE type WHEN 'TokensGranted' THEN amount WHEN 'TokensRevoked' THEN -amount
                                 WHEN 'TokensDebited' THEN -amount ELSE 0 END) AS balance,
                   sum(CASE type WHEN 'TokensHeld' THEN amount WHEN 'TokensDebited' THEN -amount - released
                                 WHEN 'HoldReleased' THEN -amount ELSE 0 END) AS held
            FROM movement GROUP BY account_id
            """;

    private final Store store;

    Invariants(Store store) {
        this.store = store;
    }

    /** @throws IllegalStateException if a token was lost, spent twice or is unexplained */
    void verify(List<Account> accounts) throws SQLException {
        store.awaitCaughtUp();
        store.execute(SUMS);
        require("a balance below zero or a hold left open", "SELECT count(*) FROM told WHERE balance < 0 OR held <> 0");
        require("balances that are not the sum of their events", """
                SELECT count(*) FROM told FULL JOIN read.account_balance AS shown USING (account_id)
                WHERE told.balance IS DISTINCT FROM shown.balance OR told.held IS DISTINCT FROM shown.held
                """);
        require("statements that end with another balance", """
                SELECT count(*) FROM told JOIN LATERAL (
                    SELECT balance, held FROM read.statement_entry AS entry
                    WHERE entry.account_id = told.account_id ORDER BY position DESC LIMIT 1) AS last ON true
                WHERE last.balance <> told.balance OR last.held <> told.held
                """);
        require("gaps in the order of events",
                "SELECT (SELECT max(position) FROM events.place) - (SELECT count(*) FROM events.domain_event)");
        for (Account account : accounts) {
            long told = store.number("SELECT balance FROM told WHERE account_id = '" + account.id() + "'");
            if (told != account.remaining()) {
                throw new IllegalStateException("%s was told %d, the events say %d"
                        .formatted(account.id(), account.remaining(), told));
            }
        }
        System.out.printf("No token lost: the events of %,d accounts add up to what every client was told.%n",
                accounts.size());
    }

    private void require(String wrong, String countOfWrong) throws SQLException {
        long count = store.number(countOfWrong);
        if (count != 0) {
            throw new IllegalStateException(wrong + ": " + count);
        }
    }
}
