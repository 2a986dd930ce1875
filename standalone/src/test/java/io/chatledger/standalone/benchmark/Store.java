package io.chatledger.standalone.benchmark;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.PGConnection;

/** A look into the database of the subject, and a hand in it: what cannot be asked through the gateway. */
final class Store implements AutoCloseable {

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

    private static final String COPY_ALL = "COPY events.domain_event TO STDOUT (FORMAT binary)";

    private final java.sql.Connection database;

    Store(Subject subject) throws SQLException {
        database = subject.database();
    }

    /** @param account has sent one message, and has settled it */
    void lengthen(Account account, int messages) throws SQLException {
        try (PreparedStatement events = database.prepareStatement(COPY_EVENTS);
                PreparedStatement rows = database.prepareStatement(COPY_MESSAGE)) {
            events.setString(1, account.id());
            events.setInt(2, messages);
            events.executeUpdate();
            rows.setInt(1, messages);
            rows.setString(2, account.id());
            rows.executeUpdate();
        }
    }

    void vacuum() throws SQLException {
        execute("VACUUM ANALYZE");
        execute("CHECKPOINT");
    }

    /** Waits until every event is numbered and every read model has seen it. */
    void awaitCaughtUp() throws SQLException {
        while (!is("""
                SELECT NOT EXISTS (SELECT FROM events.domain_event AS event
                        WHERE global_index > (SELECT up_to FROM events.sequenced)
                            AND NOT EXISTS (SELECT FROM events.place
                                WHERE place.global_index = event.global_index))
                    AND (SELECT min(position) FROM read.projection)
                        = (SELECT coalesce(max(position), 0) FROM events.place)
                """)) {
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    /** Waits until the read model that was asked for has taken the place of the old one. */
    void awaitRebuilt(String readModel) throws SQLException {
        while (!is("SELECT NOT EXISTS (SELECT 1 FROM read.rebuild WHERE name = '" + readModel + "')")) {
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    /** Numbered ones. */
    long events() throws SQLException {
        return number("SELECT coalesce(max(position), 0) FROM events.place");
    }

    /** Of all read models, the one that is furthest behind. */
    long slowestPosition() throws SQLException {
        return number("SELECT min(position) FROM read.projection");
    }

    /** How fast PostgreSQL itself hands out events, a second. */
    double eventsPerSecondOfCopy() throws SQLException, IOException {
        long start = System.nanoTime();
        long rows = database.unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut(COPY_ALL, OutputStream.nullOutputStream());
        return rows / ((System.nanoTime() - start) / 1e9);
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute(sql);
        }
    }

    private boolean is(String condition) throws SQLException {
        try (Statement statement = database.createStatement(); ResultSet row = statement.executeQuery(condition)) {
            row.next();
            return row.getBoolean(1);
        }
    }

    long number(String query) throws SQLException {
        try (Statement statement = database.createStatement(); ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Calls back for each event after a position, in order, with its position and the time it was made. */
    void timesAfter(long position, Times each) throws SQLException {
        try (PreparedStatement query = database.prepareStatement(
                "SELECT position, time_stamp FROM events.place"
                        + " JOIN events.domain_event USING (global_index)"
                        + " WHERE position > ? ORDER BY position")) {
            query.setLong(1, position);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    each.event(rows.getLong(1), Instant.parse(rows.getString(2)));
                }
            }
        }
    }

    interface Times {
        void event(long position, Instant at);
    }

    @Override
    public void close() throws SQLException {
        database.close();
    }
}
