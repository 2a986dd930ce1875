package io.chatledger.standalone.benchmark;

import io.chatledger.standalone.LongHistory;
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

    private static final String COPY_ALL = "COPY events.domain_event TO STDOUT (FORMAT binary)";

    private final java.sql.Connection database;

    Store(Subject subject) throws SQLException {
        database = subject.database();
    }

    /** @param account has sent one message, and has settled it */
    void lengthen(Account account, int messages) throws SQLException {
        LongHistory.lengthen(database, account.id(), messages);
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
