package io.chatledger.command.store;

import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Ways to order events that look right and are not. Each is led as the real sequencer is: by whoever gets the lock. */
enum WrongOrder {

    /** The index is taken for the place: it has gaps, and is taken before the commit. */
    INDEX_AS_POSITION("""
            SELECT global_index, global_index AS place FROM unplaced"""),

    /** What is above the highest index seen so far is new; what is below is taken for done. */
    WATERMARK("""
            SELECT global_index, last + row_number() OVER (ORDER BY global_index) AS place
            FROM unplaced WHERE global_index > watermark"""),

    /** Waits at a gap, but gives it up after 20 ms: by then, whoever took that index has surely rolled back. */
    GAP_TIMEOUT("""
            SELECT global_index, last + row_number() OVER (ORDER BY global_index) AS place
            FROM (SELECT global_index, bool_or(after_gap AND recorded > clock_timestamp() - interval '20 ms')
                      OVER (ORDER BY global_index) AS waiting
                  FROM (SELECT global_index, time_stamp::timestamptz AS recorded,
                            global_index - lag(global_index, 1, watermark) OVER (ORDER BY global_index) > 1 AS after_gap
                        FROM unplaced WHERE global_index > watermark) AS unseen) AS seen
            WHERE NOT waiting"""),

    /** Dense, and nothing is left out, but within an account a reply may come before its message. */
    NEWEST_FIRST("""
            SELECT global_index, last + row_number() OVER (ORDER BY global_index DESC) AS place
            FROM unplaced""");

    private final String next;

    WrongOrder(String next) {
        this.next = next;
    }

    Numbering over(DataSource database) {
        var jdbc = JdbcClient.create(database);
        var transaction = new TransactionTemplate(new DataSourceTransactionManager(database));
        return () -> transaction.execute(status -> {
            if (!jdbc.sql("SELECT pg_try_advisory_xact_lock(1)").query(Boolean.class).single()) {
                return 0;
            }
            return jdbc.sql("""
                            WITH unplaced AS (
                                SELECT * FROM events.domain_event WHERE NOT EXISTS (SELECT FROM events.place
                                    WHERE place.global_index = domain_event.global_index)
                            ), so_far AS (
                                SELECT coalesce(max(position), 0) AS last, coalesce(max(global_index), 0) AS watermark
                                FROM events.place
                            ), numbered AS (
                                INSERT INTO events.place (position, global_index)
                                SELECT next.place, next.global_index
                                FROM so_far CROSS JOIN LATERAL (%s) AS next
                                RETURNING 1
                            )
                            SELECT count(*) FROM numbered"""
                            .formatted(next))
                    .query(Integer.class)
                    .single();
        });
    }

    /** Gives places to some events that have none. */
    interface Numbering {

        /** Returns how many. */
        int number();
    }
}
