package io.chatledger.command.personal;

import io.chatledger.personal.KeyEncryptionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Wraps the keys of all accounts by another key. A batch is one statement, and what was done is passed over the next
 * time, so it may be interrupted wherever it is.
 */
final class Rewrapping {

    static final int BATCH = 1000;

    private record Row(UUID accountId, int year, byte[] wrapped) {}

    private final JdbcClient jdbc;

    Rewrapping(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Returns how many were wrapped anew.
     *
     * @throws IllegalStateException if there is one that opens with neither
     */
    long run(KeyEncryptionKey before, KeyEncryptionKey now) {
        long done = 0;
        List<Row> batch = after(new Row(new UUID(0, 0), 0, new byte[0]));
        while (!batch.isEmpty()) {
            List<Row> changed = new ArrayList<>();
            batch.forEach(row -> now.rewrap(before, row.wrapped, row.accountId.toString(), row.year)
                    .ifPresent(wrapped -> changed.add(new Row(row.accountId, row.year, wrapped))));
            done += save(changed);
            batch = after(batch.getLast());
        }
        return done;
    }

    private List<Row> after(Row last) {
        return jdbc.sql("""
                SELECT account_id, year, wrapped FROM events.personal_key
                WHERE (account_id, year) > (?, ?) AND wrapped IS NOT NULL ORDER BY account_id, year LIMIT ?""")
                .params(last.accountId, last.year, BATCH)
                .query((row, _) -> new Row(row.getObject(1, UUID.class), row.getInt(2), row.getBytes(3)))
                .list();
    }

    private int save(List<Row> rows) {
        return jdbc.sql("""
                UPDATE events.personal_key AS own SET wrapped = other.wrapped
                FROM unnest(?::uuid[], ?::int[], ?::bytea[]) AS other (account_id, year, wrapped)
                WHERE own.account_id = other.account_id AND own.year = other.year""")
                .param(rows.stream().map(Row::accountId).toArray(UUID[]::new))
                .param(rows.stream().map(Row::year).toArray(Integer[]::new))
                .param(rows.stream().map(Row::wrapped).toArray(byte[][]::new))
                .update();
    }
}
