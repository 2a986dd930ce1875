package io.chatledger.command.store;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table of places, for whoever has its lock. */
final class Places {

    private static final long LOCK_KEY = 0x63_68_61_74_6c_65_64_67L;

    private final JdbcClient jdbc;

    Places(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param isTaken until the end of the transaction; otherwise another copy has it
     * @param known   whether the place that was asked for is there
     */
    record Lock(boolean isTaken, boolean known) {}

    /**
     * Tries to take the lock, and looks for a place by the way. Plans are kept from here on, and made for keys,
     * whatever the tables held when PostgreSQL made them. What is there must be read by other statements: the snapshot
     * of this one is older than its lock.
     */
    Lock tryLock(@Nullable Place known) {
        return jdbc.sql("""
                SELECT pg_try_advisory_xact_lock(?),
                    EXISTS (SELECT FROM events.place JOIN events.domain_event USING (global_index)
                        WHERE position = ? AND aggregate_identifier = ? AND sequence_number = ?),
                    set_config('plan_cache_mode', 'force_generic_plan', true),
                    set_config('enable_seqscan', 'off', true)""")
                .param(LOCK_KEY)
                .param(known == null ? 0 : known.position())
                .param(known == null ? "" : known.accountId())
                .param(known == null ? 0 : known.sequenceNumber())
                .query((row, number) -> new Lock(row.getBoolean(1), row.getBoolean(2)))
                .single();
    }

    /** The global index up to which every event has its place, and none will come any more. */
    long sequencedUpTo() {
        return jdbc.sql("SELECT up_to FROM events.sequenced").query(Long.class).single();
    }

    void keepSequencedUpTo(long globalIndex) {
        jdbc.sql("UPDATE events.sequenced SET up_to = ? WHERE up_to < ?").param(globalIndex).param(globalIndex)
                .update();
    }

    /** The first events beyond the frontier, with the places that another copy may have given them, by global index. */
    List<Place> beyond(Frontier frontier, int atMost) {
        return jdbc.sql("""
                SELECT event.global_index, event.aggregate_identifier, event.sequence_number, place.position
                FROM (
                    (SELECT global_index, aggregate_identifier, sequence_number FROM events.domain_event
                     WHERE global_index > ? ORDER BY global_index LIMIT ?)
                    UNION ALL
                    (SELECT global_index, aggregate_identifier, sequence_number
                     FROM unnest(?::bigint[], ?::bigint[]) AS gap (first, last)
                         CROSS JOIN LATERAL (SELECT * FROM events.domain_event
                             WHERE global_index BETWEEN gap.first AND gap.last ORDER BY global_index LIMIT ?) AS late)
                ) AS event LEFT JOIN LATERAL (SELECT position FROM events.place
                    WHERE place.global_index = event.global_index LIMIT 1) AS place ON true
                ORDER BY event.global_index LIMIT ?""")
                .param(frontier.top())
                .param(atMost)
                .param(frontier.gapStarts())
                .param(frontier.gapEnds())
                .param(atMost)
                .param(atMost)
                .query((row, number) -> new Place(row.getLong(1), row.getString(2), row.getLong(3), row.getLong(4)))
                .list();
    }

    /** Gives the next places to those that have none, and tells readers; returns all with their places. */
    List<Place> give(List<Place> events) {
        List<Place> added = events.stream().filter(event -> !event.isTaken()).toList();
        if (added.isEmpty()) {
            return events;
        }
        long first = jdbc.sql("""
                WITH added AS (
                    INSERT INTO events.place (position, global_index)
                    SELECT last.position + event.nth, event.global_index
                    FROM unnest(?::bigint[]) WITH ORDINALITY AS event (global_index, nth),
                        (SELECT coalesce(max(position), 0) AS position FROM events.place) AS last
                    RETURNING position
                )
                SELECT min(position), pg_notify('chatledger_events', max(position)::text)::text FROM added""")
                .param(added.stream().map(Place::globalIndex).toArray(Long[]::new))
                .query((row, number) -> row.getLong(1))
                .single();
        List<Place> all = new ArrayList<>();
        long next = first;
        for (Place event : events) {
            all.add(event.isTaken() ? event : event.at(next++));
        }
        return all;
    }
}
