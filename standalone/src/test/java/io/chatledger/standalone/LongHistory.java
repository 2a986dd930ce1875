package io.chatledger.standalone;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** More events than can be had from a running system in the time of a test: copies of real ones. */
public final class LongHistory {

    /** Copies the one message that the account has sent, so often, with other ids, as if each had really been sent. */
    private static final String COPY_EVENTS = """
            WITH told AS (
                SELECT *, convert_from(payload, 'UTF8') AS text FROM events.domain_event
                WHERE aggregate_identifier = ? AND sequence_number BETWEEN 2 AND 5
            ), id AS (
                SELECT text::jsonb ->> 'messageId' AS message, text::jsonb ->> 'conversationId' AS conversation
                FROM told WHERE sequence_number = 2
            )
            INSERT INTO events.domain_event (aggregate_identifier, sequence_number, type, event_identifier, metadata,
                payload, payload_revision, payload_type, time_stamp)
            SELECT aggregate_identifier, sequence_number + 4 * copy, type, gen_random_uuid()::text, metadata,
                convert_to(replace(replace(text, message, md5(message || copy)::uuid::text),
                                   conversation, md5(conversation || copy)::uuid::text), 'UTF8'),
                payload_revision, payload_type, time_stamp
            FROM told, id, generate_series(1, ?) AS copy
            ORDER BY copy, sequence_number
            """;

    private static final String COPY_MESSAGE = """
            INSERT INTO events.message (message_id, account_id, conversation_id, sent_sequence, reply_sequence, sent_at)
            SELECT md5(message_id::text || copy)::uuid, account_id, md5(conversation_id::text || copy)::uuid,
                sent_sequence + 4 * copy, reply_sequence + 4 * copy, sent_at
            FROM events.message, generate_series(1, ?) AS copy WHERE account_id = ?::uuid
            """;

    private LongHistory() {}

    /**
     * Adds events of so many messages, four each. What numbers, hashes and projects events then does so with these.
     *
     * @param database entered as the superuser
     * @param account  the id of one that has sent one message, which is settled
     */
    public static void lengthen(Connection database, String account, int messages) throws SQLException {
        try (PreparedStatement events = database.prepareStatement(COPY_EVENTS);
                PreparedStatement rows = database.prepareStatement(COPY_MESSAGE)) {
            events.setString(1, account);
            events.setInt(2, messages);
            events.executeUpdate();
            rows.setInt(1, messages);
            rows.setString(2, account);
            rows.executeUpdate();
        }
    }
}
