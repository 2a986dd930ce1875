package io.chatledger.query.rows;

import io.chatledger.query.events.RecordedEvent;
import io.chatledger.query.projection.Changes;
import io.chatledger.query.projection.Edition;
import io.chatledger.query.projection.Projection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A projection each of whose rows is the fold of all the events with the row's key. */
public abstract class RowProjection<R extends Record> implements Projection {

    private final RowTable<R> table;

    protected RowProjection(RowTable<R> table) {
        this.table = table;
    }

    /** The row that an event is about; null if it is about none. */
    protected abstract @Nullable UUID keyOf(RecordedEvent event);

    protected abstract UUID keyOf(R row);

    /** The row after the event; the same row if the event does not matter here. */
    protected abstract @Nullable R after(@Nullable R before, RecordedEvent event);

    @Override
    @SuppressWarnings("ReferenceEquality") // an event that changes nothing gives the same row
    public void project(List<RecordedEvent> batch, Edition edition, Changes changes) {
        Set<UUID> keys = batch.stream().map(this::keyOf).filter(Objects::nonNull).collect(Collectors.toSet());
        if (keys.isEmpty()) {
            return;
        }
        Map<UUID, R> rows = table.find(edition, keys).stream().collect(Collectors.toMap(this::keyOf, row -> row));
        Set<UUID> known = Set.copyOf(rows.keySet());
        Map<UUID, R> added = new LinkedHashMap<>();
        Map<UUID, R> changed = new LinkedHashMap<>();
        for (RecordedEvent event : batch) {
            UUID key = keyOf(event);
            R before = rows.get(key);
            R after = key == null ? null : after(before, event);
            if (after != null && after != before) {
                rows.put(key, after);
                (known.contains(key) ? changed : added).put(key, after);
            }
        }
        table.save(edition, added.values(), changed.values(), changes);
    }
}
