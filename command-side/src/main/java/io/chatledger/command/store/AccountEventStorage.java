package io.chatledger.command.store;

import java.util.List;
import org.axonframework.common.DateTimeUtils;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.EventUtils;
import org.axonframework.eventsourcing.eventstore.jdbc.JdbcEventStorageEngine;
import org.axonframework.modelling.command.ConcurrencyException;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Axon's, but for events that are appended by {@link GroupCommit}. */
final class AccountEventStorage extends JdbcEventStorageEngine {

    private record Row(
            String account,
            long sequence,
            String type,
            String eventId,
            String time,
            String payloadType,
            @Nullable String payloadRevision,
            byte[] payload,
            byte[] metadata) {}

    /** Sorted, so that an account's events get their indices in their order. */
    private static final RowStatement<Row> EVENT = new RowStatement<>(
            """
            INSERT INTO events.domain_event (aggregate_identifier, sequence_number, type, event_identifier, time_stamp,
                payload_type, payload_revision, payload, metadata)
            SELECT * FROM unnest(
                ?::text[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bytea[],
                ?::bytea[]) ORDER BY 1, 2""",
            List.of(
                    Row::account,
                    Row::sequence,
                    Row::type,
                    Row::eventId,
                    Row::time,
                    Row::payloadType,
                    Row::payloadRevision,
                    Row::payload,
                    Row::metadata),
            another -> new ConcurrencyException("another copy has written to the account", another));

    private final GroupCommit commit;

    AccountEventStorage(Builder builder, GroupCommit commit) {
        super(builder);
        this.commit = commit;
    }

    @Override
    protected void appendEvents(List<? extends EventMessage<?>> events, Serializer serializer) {
        events.stream().map(EventUtils::asDomainEventMessage).forEach(event -> append(event, serializer));
    }

    private void append(DomainEventMessage<?> event, Serializer serializer) {
        SerializedObject<byte[]> payload = event.serializePayload(serializer, byte[].class);
        commit.write(EVENT, new Row(
                event.getAggregateIdentifier(),
                event.getSequenceNumber(),
                event.getType(),
                event.getIdentifier(),
                DateTimeUtils.formatInstant(event.getTimestamp()),
                payload.getType().getName(),
                payload.getType().getRevision(),
                payload.getData(),
                event.serializeMetaData(serializer, byte[].class).getData()));
    }
}
