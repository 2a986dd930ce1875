package io.chatledger.query.following;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.stereotype.Component;

/**
 * Listens for the notification that command-side's sequencer sends when events have got their positions. Only makes
 * followers faster: while the connection is down they poll.
 */
@Component
class Wakeups implements Work {

    private static final Logger log = LoggerFactory.getLogger(Wakeups.class);
    private static final String CHANNEL = "chatledger_events";
    /** Silence after which the connection is tried: a dead one looks just like a quiet one. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(10);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration SHORTEST_BACK_OFF = Duration.ofMillis(100);
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(5);

    private final PGSimpleDataSource database = new PGSimpleDataSource();
    private final Progress progress;
    private final Signal ended = new Signal();
    private volatile boolean stopping;
    private volatile @Nullable Connection listening;

    Wakeups(JdbcConnectionDetails details, Progress progress, Threads threads) {
        this.progress = progress;
        // Not from the pool: it is never given back.
        database.setURL(details.getJdbcUrl());
        database.setUser(details.getUsername());
        database.setPassword(details.getPassword());
        database.setApplicationName("chatledger-query-wakeups");
        database.setTcpKeepAlive(true);
        database.setConnectTimeout((int) CONNECT_TIMEOUT.toSeconds());
        threads.add("wakeups", this);
    }

    @Override
    public void run() {
        Duration backOff = SHORTEST_BACK_OFF;
        try {
            while (!stopping) {
                try (Connection connection = database.getConnection()) {
                    listening = connection;
                    backOff = SHORTEST_BACK_OFF;
                    listen(connection);
                } catch (SQLException | RuntimeException | Error lost) {
                    // Whatever it is: a listener that died would be missed by nobody, and everybody would wait for
                    // polls.
                    if (!stopping && backOff.equals(SHORTEST_BACK_OFF)) {
                        log.warn("Not listening for new events, polling instead: {}", lost.toString());
                    }
                    ended.await(0, backOff);
                    backOff = backOff.multipliedBy(2).compareTo(LONGEST_BACK_OFF) < 0
                            ? backOff.multipliedBy(2) : LONGEST_BACK_OFF;
                }
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private void listen(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("LISTEN " + CHANNEL);
        }
        // What was notified while nobody listened.
        progress.newEvents().raise();
        PGConnection notifications = connection.unwrap(PGConnection.class);
        while (!stopping) {
            if (notifications.getNotifications((int) LONGEST_SILENCE.toMillis()).length > 0) {
                progress.newEvents().raise();
            } else if (!connection.isValid((int) CONNECT_TIMEOUT.toSeconds())) {
                throw new SQLException("connection lost");
            }
        }
    }

    @Override
    public void stop() {
        stopping = true;
        ended.raise();
        Connection connection = listening;
        try {
            if (connection != null) {
                // Not close(): that would wait for the notification that never comes.
                connection.abort(Runnable::run);
            }
        } catch (SQLException gone) {
            log.debug("The listening connection was gone already", gone);
        }
    }
}
