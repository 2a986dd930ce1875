package io.chatledger.command.log;

import io.chatledger.api.TokensDebited;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The tables of the log, and the events that it is about. */
@Component
class LogTables {

    private static final long LOCK_KEY = 0x63_68_61_74_6c_65_64_68L;

    private static final String CHECKPOINT = """
            SELECT size, root, created_at, note || coalesce(
                (SELECT string_agg(line, '' ORDER BY witness) FROM events.cosignature AS by WHERE by.size = own.size),
                '') AS note
            FROM events.checkpoint AS own\s""";

    private static final RowMapper<Checkpoint> AS_CHECKPOINT = (row, _) -> new Checkpoint(
            row.getLong("size"),
            row.getBytes("root"),
            row.getString("note"),
            row.getTimestamp("created_at").toInstant());

    private static final RowMapper<StoredEvent> AS_EVENT = (row, _) -> new StoredEvent(
            row.getString(1),
            row.getLong(2),
            row.getString(3),
            row.getString(4),
            row.getString(5),
            row.getString(6),
            row.getBytes(7),
            row.getBytes(8));

    private final JdbcClient jdbc;

    LogTables(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Whether this transaction is the one that adds to the log. Plans are made for keys from here on, whatever the
     * tables held when PostgreSQL made them.
     */
    boolean tryLock() {
        return jdbc.sql("""
                SELECT pg_try_advisory_xact_lock(?),
                    set_config('plan_cache_mode', 'force_generic_plan', true),
                    set_config('enable_seqscan', 'off', true)""")
                .param(LOCK_KEY)
                .query((row, _) -> row.getBoolean(1))
                .single();
    }

    /** How many leaves the tree has; 0 if there is none yet. */
    long size() {
        return jdbc.sql("""
                SELECT number * 256 + octet_length(hashes) / 32 FROM events.tile
                WHERE level = 0 ORDER BY number DESC LIMIT 1""")
                .query(Long.class)
                .optional()
                .orElse(0L);
    }

    Optional<byte[]> find(Tile tile) {
        return jdbc.sql("SELECT hashes FROM events.tile WHERE level = ? AND number = ?")
                .param(tile.level())
                .param(tile.number())
                .query((row, _) -> row.getBytes(1))
                .optional();
    }

    /** @throws NoSuchElementException if it is not there */
    byte[] tile(Tile tile) {
        return find(tile).orElseThrow(() -> new NoSuchElementException(tile + " of the log is missing"));
    }

    void save(GrowingTree tree) {
        List<Integer> levels = new ArrayList<>();
        List<Long> numbers = new ArrayList<>();
        List<byte[]> hashes = new ArrayList<>();
        tree.changed((tile, some) -> {
            levels.add(tile.level());
            numbers.add(tile.number());
            hashes.add(some);
        });
        jdbc.sql("""
                INSERT INTO events.tile (level, number, hashes)
                SELECT * FROM unnest(?::smallint[], ?::bigint[], ?::bytea[])
                ON CONFLICT (level, number) DO UPDATE SET hashes = excluded.hashes""")
                .param(levels.toArray(Integer[]::new))
                .param(numbers.toArray(Long[]::new))
                .param(hashes.toArray(byte[][]::new))
                .update();
    }

    /**
     * The events from a position on, in their order.
     *
     * @throws NoSuchElementException if one of them is missing that has a place
     */
    List<StoredEvent> events(long firstPosition, int atMost) {
        long[] expected = {firstPosition};
        return jdbc.sql("""
                SELECT aggregate_identifier, sequence_number, event_identifier, time_stamp, payload_type,
                    payload_revision, payload, metadata, position
                FROM events.place LEFT JOIN events.domain_event USING (global_index)
                WHERE position >= ? AND position < ? ORDER BY position""")
                .param(firstPosition)
                .param(firstPosition + atMost)
                .query((row, number) -> {
                    if (row.getLong(9) != expected[0]++ || row.getString(3) == null) {
                        throw new NoSuchElementException("the event at position " + (expected[0] - 1) + " is missing");
                    }
                    return AS_EVENT.mapRow(row, number);
                })
                .list();
    }

    Optional<Checkpoint> newest() {
        return jdbc.sql(CHECKPOINT + "ORDER BY size DESC LIMIT 1").query(AS_CHECKPOINT).optional();
    }

    List<Checkpoint> after(long size, int atMost) {
        return jdbc.sql(CHECKPOINT + "WHERE size > ? ORDER BY size LIMIT ?")
                .param(size)
                .param(atMost)
                .query(AS_CHECKPOINT)
                .list();
    }

    /** Returns it as it was stored. */
    Checkpoint add(long size, byte[] root, String note, Instant at) {
        return jdbc.sql("""
                INSERT INTO events.checkpoint (size, root, note, created_at) VALUES (?, ?, ?, ?)
                RETURNING size, root, note, created_at""")
                .param(size)
                .param(root)
                .param(note)
                .param(at.atOffset(ZoneOffset.UTC))
                .query(AS_CHECKPOINT)
                .single();
    }

    /** The largest size that a witness has signed; 0 if there is none. */
    long cosigned(String witness) {
        return jdbc.sql("SELECT coalesce(max(size), 0) FROM events.cosignature WHERE witness = ?")
                .param(witness)
                .query(Long.class)
                .single();
    }

    /** @param line with the newline at its end */
    void addCosignature(long size, String witness, String line) {
        jdbc.sql("INSERT INTO events.cosignature (size, witness, line) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
                .param(size)
                .param(witness)
                .param(line)
                .update();
    }

    void addSetBack(long size, String lostNote) {
        jdbc.sql("INSERT INTO events.log_set_back (size, lost_note) VALUES (?, ?)")
                .param(size)
                .param(lostNote)
                .update();
    }

    Optional<Long> position(String accountId, long sequence) {
        return jdbc.sql("""
                SELECT position FROM events.domain_event JOIN events.place USING (global_index)
                WHERE aggregate_identifier = ? AND sequence_number = ?""")
                .param(accountId)
                .param(sequence)
                .query(Long.class)
                .optional();
    }

    /**
     * Looks at every event: an index by id would be one more thing to write with each chat, for a question of auditors.
     */
    Optional<Long> position(UUID eventId) {
        return jdbc.sql("""
                SELECT position FROM events.domain_event JOIN events.place USING (global_index)
                WHERE event_identifier = ? LIMIT 1""")
                .param(eventId.toString())
                .query(Long.class)
                .optional();
    }

    /**
     * What became of a message.
     *
     * @param pending  whether it is still being answered
     * @param sequence of the event that charged it, among those of its account; null if there is none
     */
    record Charge(boolean pending, @Nullable Long sequence) {}

    /** Nothing if the account has no such message. The event stands right after that of the reply. */
    Optional<Charge> charge(String accountId, UUID messageId) {
        return jdbc.sql("""
                SELECT due_at IS NOT NULL, charge.sequence_number
                FROM events.message LEFT JOIN events.domain_event AS charge
                    ON charge.aggregate_identifier = account_id::text AND charge.sequence_number = reply_sequence + 1
                        AND charge.payload_type = ?
                WHERE message_id = ? AND account_id = ?::uuid""")
                .param(TokensDebited.class.getName())
                .param(messageId)
                .param(accountId)
                .query((row, _) -> new Charge(row.getBoolean(1), row.getObject(2, Long.class)))
                .optional();
    }

    /** The sequence number of an account's nth movement of tokens, from 1: its statement has them in this order. */
    Optional<Long> nthMovement(String accountId, long number) {
        return jdbc.sql("""
                SELECT sequence_number FROM events.domain_event
                WHERE aggregate_identifier = ? AND payload_type = ANY (?) ORDER BY sequence_number OFFSET ? LIMIT 1""")
                .param(1, accountId)
                .param(2, StoredEvent.tokenEvents())
                .param(3, number - 1)
                .query(Long.class)
                .optional();
    }
}
