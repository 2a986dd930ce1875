package io.chatledger.standalone;


import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the events say, added up by a query that shares no code with the system. */
final class Ledger {

    private static final String SUMS = """
            WITH token_event AS (
                SELECT aggregate_identifier AS account, substring(payload_type FROM '[^.]+$') AS type,
                       convert_from(payload, 'UTF8')::jsonb AS payload
                FROM events.domain_event
            ), movement AS (
                SELECT account, type, (payload ->> 'amount')::bigint AS amount,
                       coalesce((payload ->> 'released')::bigint, 0) AS released
                FROM token_event
                WHERE type IN ('TokensGranted', 'TokensRevoked', 'TokensHeld', 'TokensDebited', 'HoldReleased')
            )
            SELECT account,
                   sum(CASE type WHEN 'TokensGranted' THEN amount WHEN 'TokensRevoked' THEN -amount
                                 WHEN 'TokensDebited' THEN -amount ELSE 0 END) AS balance,
                   sum(CASE type WHEN 'TokensHeld' THEN amount WHEN 'TokensDebited' THEN -amount - released
                                 WHEN 'HoldReleased' THEN -amount ELSE 0 END) AS held
            FROM movement GROUP BY account
            """;

    record Sums(long balance, long held) {}

    private final JdbcClient database;

    Ledger(JdbcClient database) {
        this.database = database;
    }

    Map<String, Sums> accounts() {
        return database.sql(SUMS)
                .query((row, _) -> Map.entry(
                        row.getString("account"), new Sums(row.getLong("balance"), row.getLong("held"))))
                .list().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
