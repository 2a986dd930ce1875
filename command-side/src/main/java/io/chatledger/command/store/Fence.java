package io.chatledger.command.store;

import java.util.HashSet;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Up to which global index every event that will ever be there has its position. Without it each numbering passes by
 * all that earlier ones have left behind in the index of unnumbered events, which PostgreSQL clears away only from time
 * to time, and not at all while an old transaction is open.
 *
 * <p>An {@code INSERT} has the table locked before it takes an index, and until its transaction ends. So whoever may
 * still commit an index that was given out by now is among those who have that lock now. Not for several threads.
 */
@Component
class Fence {

    private final JdbcClient jdbc;

    private long index;
    /** The last index that was given out when the writers were looked for. */
    private long givenOut;
    /** Those of that time who still write. */
    private Set<String> writers = new HashSet<>();
    /** What was ever to be committed up to here was committed when the numbering that is under way began. */
    private long decided;

    Fence(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    long index() {
        return index;
    }

    /** To be called before all unnumbered events are looked for, in a transaction that sees what others commit. */
    void look() {
        long givenOutNow = jdbc.sql("SELECT last_value FROM events.domain_event_global_index_seq")
                .query(Long.class)
                .single();
        Set<String> writersNow = writers();
        if (givenOutNow < givenOut) {
            // The database is an older one than a moment ago: what was decided there is not decided here.
            index = 0;
            givenOut = 0;
            writers.clear();
        }
        writers.retainAll(writersNow);
        if (writers.isEmpty()) {
            decided = givenOut;
            givenOut = givenOutNow;
            writers = writersNow;
        }
    }

    /** To be called when all that were found are numbered and committed. */
    void advance() {
        index = decided;
    }

    /** The transactions that may have been given an index. */
    Set<String> writers() {
        return new HashSet<>(jdbc.sql("""
                SELECT virtualtransaction FROM pg_locks
                WHERE relation = 'events.domain_event'::regclass AND mode = 'RowExclusiveLock'
                """)
                .query(String.class)
                .list());
    }
}
