package io.chatledger.query.audit;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.stereotype.Component;

/**
 * Of all copies of this application one replays at a time: whichever holds a lock of the database, for as long as its
 * connection lives. Whoever gets it knows that what still runs according to the reports was abandoned.
 */
@Component
class ReplayTurn {

    private static final Logger log = LoggerFactory.getLogger(ReplayTurn.class);
    private static final long LOCK_KEY = 0x72_65_70_6c_61_79L;

    private final DataSource database;

    ReplayTurn(DataSource database) {
        this.database = database;
    }

    /** The right to replay, until it is closed. */
    interface Turn extends AutoCloseable {

        @Override
        void close();
    }

    /** Empty while another replay runs, here or elsewhere. */
    Optional<Turn> take() {
        try {
            Connection connection = database.getConnection();
            if (isTrue(connection, "pg_try_advisory_lock")) {
                return Optional.of(() -> giveBack(connection));
            }
            connection.close();
            return Optional.empty();
        } catch (SQLException away) {
            throw new CannotGetJdbcConnectionException("no connection for a replay", away);
        }
    }

    private static void giveBack(Connection connection) {
        try (connection) {
            isTrue(connection, "pg_advisory_unlock");
        } catch (SQLException away) {
            log.debug("The lock of a replay went with its connection", away);
        }
    }

    private static boolean isTrue(Connection connection, String function) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT " + function + "(" + LOCK_KEY + ")")) {
            return row.next() && row.getBoolean(1);
        }
    }
}
