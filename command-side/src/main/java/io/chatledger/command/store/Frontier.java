package io.chatledger.command.store;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Where events that have no place yet can be: above the highest global index that was seen, and in the gaps below it,
 * whose transactions have not come to their end. An index is given out before its transaction commits, so a gap is
 * either filled later or, if that transaction rolled back, never.
 *
 * <p>Which of the two is not guessed by time. An {@code INSERT} has the table locked before it takes an index, and
 * until its transaction ends. So whoever may still fill a gap is among those who have that lock now. Not for several
 * threads.
 */
@Component
class Frontier {

    private final JdbcClient jdbc;

    private long top;
    /** The first index of each, and the last. */
    private final NavigableMap<Long, Long> gaps = new TreeMap<>();
    /** The last index that was given out when the writers were looked for. */
    private long givenOut;
    /** Those of that time who still write. */
    private Set<String> writers = new HashSet<>();
    /** What was ever to be committed up to here was committed when {@link #look} was called last. */
    private long decided;

    Frontier(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Forgets what was seen; every event up to this index has its place. */
    void startAbove(long index) {
        top = index;
        gaps.clear();
        givenOut = 0;
        writers.clear();
        decided = 0;
    }

    /** The highest index that was seen. */
    long top() {
        return top;
    }

    boolean hasGaps() {
        return !gaps.isEmpty();
    }

    /** The first index of each gap. */
    Long[] gapStarts() {
        return gaps.keySet().toArray(Long[]::new);
    }

    /** The last index of each gap. */
    Long[] gapEnds() {
        return gaps.values().toArray(Long[]::new);
    }

    /** Every event up to here has been seen, and none will come any more. */
    long floor() {
        return gaps.isEmpty() ? top : gaps.firstKey() - 1;
    }

    /** To be called before events are looked for, in a transaction that sees what others commit meanwhile. */
    void look() {
        long givenOutNow = jdbc.sql("SELECT last_value FROM events.domain_event_global_index_seq")
                .query(Long.class)
                .single();
        Set<String> writersNow = writers();
        writers.retainAll(writersNow);
        if (writers.isEmpty()) {
            decided = givenOut;
            givenOut = givenOutNow;
            writers = writersNow;
        }
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

    /**
     * To be called when all that were found have their places, committed.
     *
     * @param indices in ascending order
     * @param all     whether there were no more
     */
    void passed(List<Long> indices, boolean all) {
        indices.forEach(this::pass);
        while (all && !gaps.isEmpty() && gaps.firstKey() <= decided) {
            Map.Entry<Long, Long> gap = gaps.pollFirstEntry();
            if (gap.getValue() > decided) {
                gaps.put(decided + 1, gap.getValue());
            }
        }
    }

    private void pass(long index) {
        if (index > top) {
            openGap(top + 1, index - 1);
            top = index;
        } else {
            Map.Entry<Long, Long> gap = gaps.floorEntry(index);
            gaps.remove(gap.getKey());
            openGap(gap.getKey(), index - 1);
            openGap(index + 1, gap.getValue());
        }
    }

    private void openGap(long first, long last) {
        if (first <= last) {
            gaps.put(first, last);
        }
    }
}
