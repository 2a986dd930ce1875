package io.chatledger.query.events;

import io.chatledger.api.AccountEvent;
import io.chatledger.query.QuerySettings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The events, which this side can read and nothing else. */
@Component
public class EventStore {

    /** Rows fetched at once from a cursor: bounds the memory for payloads that a batch does not take in the end. */
    private static final int FETCH_ROWS = 500;

    private final JdbcClient jdbc;
    private final EventDecoder decoder;
    private final long batchBytes;

    EventStore(JdbcClient jdbc, EventDecoder decoder, QuerySettings settings) {
        this.jdbc = jdbc;
        this.decoder = decoder;
        this.batchBytes = settings.projections().batchBytes().toBytes();
    }

    /**
     * The next events after a position, at least one if there is one. To be called in a transaction, so that rows come
     * from a cursor.
     *
     * @param families of the events that are wanted; of others not more is read than that they are there
     * @throws UnreadableEvent if one of those that are wanted, or may be, cannot be understood
     * @throws MissingEvents   if there are gaps, or the position is beyond the newest event: what was projected is not
     *                         what the store holds, for example because an older copy of it was restored
     */
    public EventBatch after(long position, int limit, Set<Class<? extends AccountEvent>> families) {
        EventBatch batch = jdbc
                .sql("SELECT position, aggregate_identifier, sequence_number, time_stamp, payload_type,"
                        + " CASE WHEN payload_type = ANY (?) THEN NULL ELSE payload END"
                        + " FROM " + EventDecoder.NUMBERED_EVENTS + " WHERE position > ? ORDER BY position LIMIT ?")
                .param(1, EventDecoder.storedNamesBut(families))
                .param(2, position)
                .param(3, limit)
                .withFetchSize(FETCH_ROWS)
                .query((ResultSetExtractor<EventBatch>) rows -> read(position, limit, rows));
        if (batch.end() == position && head() < position) {
            throw new MissingEvents(position, head());
        }
        return batch;
    }

    private EventBatch read(long after, int limit, ResultSet rows) throws SQLException {
        List<RecordedEvent> events = new ArrayList<>();
        long end = after;
        long bytes = 0;
        while (bytes < batchBytes && rows.next()) {
            long position = rows.getLong(EventDecoder.POSITION);
            if (position != end + 1) {
                throw new MissingEvents(end + 1, position);
            }
            end = position;
            byte[] payload = rows.getBytes(EventDecoder.PAYLOAD);
            if (payload != null) {
                events.add(decoder.decode(rows, payload));
                bytes += payload.length;
            }
        }
        return new EventBatch(events, end, end - after == limit || bytes >= batchBytes);
    }

    /** The position of the newest numbered event, 0 if there is none. */
    public long head() {
        return jdbc.sql("SELECT coalesce(max(position), 0) FROM events.place").query(Long.class).single();
    }
}
