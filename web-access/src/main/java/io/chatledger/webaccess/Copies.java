package io.chatledger.webaccess;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The copies of a side, as the database knows them: by the name that each gives its connections. */
final class Copies {

    private static final int MOST = 100;

    /**
     * One that is connected to the database.
     *
     * @param name         its process and host
     * @param answers      whether it is the one that answers
     * @param connections  how many it has to the database
     * @param lastActiveAt when one of them last began or ended a statement
     */
    record Copy(String name, boolean answers, long connections, Instant lastActiveAt) {}

    private final JdbcClient jdbc;
    private final String side;

    /** @param side with which the names of its connections begin */
    Copies(JdbcClient jdbc, String side) {
        this.jdbc = jdbc;
        this.side = side;
    }

    List<Copy> all() {
        return jdbc.sql("""
                        SELECT substring(application_name FROM '[0-9]+@.*') AS name, count(*) AS connections,
                            application_name = current_setting('application_name') AS answers,
                            max(state_change) AS last_active_at
                        FROM pg_stat_activity
                        WHERE datname = current_database() AND usename = current_user
                            AND starts_with(application_name, ? || ' ')
                        GROUP BY application_name ORDER BY application_name LIMIT ?""")
                .params(side, MOST)
                .query((row, number) -> new Copy(
                        row.getString("name"),
                        row.getBoolean("answers"),
                        row.getLong("connections"),
                        row.getObject("last_active_at", OffsetDateTime.class).toInstant()))
                .list();
    }
}
