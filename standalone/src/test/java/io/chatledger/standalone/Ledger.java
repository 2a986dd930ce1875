package io.chatledger.standalone;

import java.util.List;
import java.util.Map;
import java.util.Set;
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

    /** In the order in which they happened: what is expired may still be answered, uncharged. */
    private static final String STORIES = """
            WITH message_event AS (
                SELECT aggregate_identifier AS account, sequence_number,
                       substring(payload_type FROM '[^.]+$') AS type,
                       convert_from(payload, 'UTF8')::jsonb ->> 'messageId' AS message
                FROM events.domain_event
            )
            SELECT account, message, array_agg(type ORDER BY sequence_number) AS story
            FROM message_event WHERE message IS NOT NULL GROUP BY account, message
            """;

    static final List<String> ANSWERED = List.of("MessageSent", "TokensHeld", "ReplyRecorded", "TokensDebited");
    static final List<String> FAILED = List.of("MessageSent", "TokensHeld", "ReplyFailed", "HoldReleased");
    static final List<String> EXPIRED = List.of("MessageSent", "TokensHeld", "HoldReleased");
    static final List<String> ANSWERED_TOO_LATE =
            List.of("MessageSent", "TokensHeld", "HoldReleased", "ReplyRecorded");
    static final List<String> OPEN = List.of("MessageSent", "TokensHeld");

    /** All that may have become of a message that nobody answers any more: no charge without a reply, nothing twice. */
    static final Set<List<String>> ENDS = Set.of(ANSWERED, FAILED, EXPIRED, ANSWERED_TOO_LATE);

    /** What has become of a message: the types of its events. */
    record Story(String account, String message, List<String> events) {}

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

    List<Story> stories() {
        return database.sql(STORIES)
                .query((row, _) -> new Story(
                        row.getString("account"),
                        row.getString("message"),
                        List.of((String[]) row.getArray("story").getArray())))
                .list();
    }

    List<Story> stories(User user) {
        return stories().stream().filter(story -> story.account().equals(user.id())).toList();
    }
}
