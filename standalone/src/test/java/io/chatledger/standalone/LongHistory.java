package io.chatledger.standalone;

import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Makes accounts old: appends, in one statement, what years of chatting would have left behind. The ledger stays whole:
 * what the messages cost is granted before, so that nobody's balance is another afterwards.
 */
final class LongHistory {

    private static final int PRICE = 100;

    /**
     * One row for each event to come: all accounts take turns message by message, as in a busy hour. The text of a
     * message and its reply are a line each.
     */
    private static final String APPEND = """
            WITH account AS MATERIALIZED (
                SELECT aggregate_identifier AS id, max(sequence_number) + 1 AS next
                FROM events.domain_event GROUP BY aggregate_identifier
            ), message AS MATERIALIZED (
                SELECT account.id AS account, account.next, place, gen_random_uuid() AS id,
                    md5(concat(account.id, place / 20))::uuid AS conversation
                FROM account CROSS JOIN generate_series(1, :messages) AS place
            ), answered AS (
                INSERT INTO events.message (message_id, account_id, conversation_id, sent_sequence, reply_sequence,
                    sent_at)
                SELECT id, account::uuid, conversation, next + place * 4 - 3, next + place * 4 - 1, now() FROM message
            ), event (account, sequence, place, step, type, payload) AS (
                SELECT id, next, 0, 0, 'TokensGranted', json_build_object(
                    'accountId', id, 'amount', :messages * :price, 'reason', 'history', 'actor', 'system')
                FROM account
                UNION ALL
                SELECT account, next + place * 4 - 4 + step, place, step, type, CASE step
                    WHEN 1 THEN json_build_object('accountId', account, 'messageId', id, 'conversationId', conversation,
                        'text', 'Hello again, for the ' || place || 'th time. How are you?', 'model', 'echo',
                        'idempotencyKeyHash', NULL, 'requestHash', NULL)
                    WHEN 2 THEN json_build_object('accountId', account, 'messageId', id, 'amount', :price,
                        'price', :price || ' a message')
                    WHEN 3 THEN json_build_object('accountId', account, 'messageId', id,
                        'text', 'Echo: Hello again, for the ' || place || 'th time. How are you?', 'finish', 'STOP')
                    WHEN 4 THEN json_build_object('accountId', account, 'messageId', id, 'amount', :price,
                        'released', 0, 'usage', NULL) END
                FROM message CROSS JOIN (VALUES (1, 'MessageSent'), (2, 'TokensHeld'), (3, 'ReplyRecorded'),
                    (4, 'TokensDebited')) AS steps (step, type)
            )
            INSERT INTO events.domain_event (aggregate_identifier, sequence_number, type, event_identifier, metadata,
                payload, payload_type, time_stamp)
            SELECT account, sequence, 'UserAccount', gen_random_uuid(), '{}', convert_to(payload::text, 'UTF8'),
                'io.chatledger.api.' || type, to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
            FROM event ORDER BY place, account, step
            """;

    private final JdbcClient database;

    /** @param database entered by the role of command-side, whose copies must not be running */
    LongHistory(JdbcClient database) {
        this.database = database;
    }

    /** Appends what opens an account. */
    void register(int accounts) {
        for (int i = 0; i < accounts; i++) {
            String account = UUID.randomUUID().toString();
            database.sql("""
                            INSERT INTO events.domain_event (aggregate_identifier, sequence_number, type,
                                event_identifier, metadata, payload, payload_type, time_stamp)
                            VALUES (:account, 0, 'UserAccount', gen_random_uuid(), '{}', convert_to(json_build_object(
                                'accountId', :account, 'username', :username, 'email', NULL,
                                'roles', json_build_array('USER'))::text, 'UTF8'),
                                'io.chatledger.api.UserRegistered', '2026-01-01T00:00:00.000Z')""")
                    .param("account", account)
                    .param("username", "user" + i)
                    .update();
        }
    }

    /** Four events a message, and one for the tokens. */
    void append(int messagesPerAccount) {
        database.sql(APPEND).param("messages", messagesPerAccount).param("price", PRICE).update();
    }

    /** As the sequencer would, in one go. */
    void number() {
        database.sql("""
                        UPDATE events.domain_event AS event SET position = next.place
                        FROM (SELECT global_index, (SELECT coalesce(max(position), 0) FROM events.domain_event)
                                  + row_number() OVER (ORDER BY global_index) AS place
                              FROM events.domain_event WHERE position IS NULL) AS next
                        WHERE event.global_index = next.global_index""")
                .update();
        database.sql("ANALYZE events.domain_event").update();
    }
}
