package io.chatledger.command.store;

import io.chatledger.command.personal.PersonalKeys;
import io.chatledger.personal.PersonalText;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.axonframework.common.DateTimeUtils;
import org.axonframework.eventhandling.DomainEventData;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.EventUtils;
import org.axonframework.eventhandling.GenericDomainEventEntry;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.jdbc.JdbcEventStorageEngine;
import org.axonframework.modelling.command.ConcurrencyException;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.SerializedType;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.SimpleSerializedObject;
import org.jspecify.annotations.Nullable;

/** Axon's, but for events that are appended by {@link GroupCommit}, and for personal text, which is stored sealed. */
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

    private static final String SNAPSHOT = "snapshot";

    private static final Counter LOADED = Counter.builder("chatledger.accounts.loaded")
            .description("Accounts that were read from the database, because they were not in memory")
            .register(Metrics.globalRegistry);
    private static final Counter SNAPSHOTS = Counter.builder("chatledger.snapshots")
            .description("Snapshots of accounts that were written")
            .register(Metrics.globalRegistry);

    private final GroupCommit commit;
    private final PersonalKeys keys;

    AccountEventStorage(Builder builder, GroupCommit commit, PersonalKeys keys) {
        super(builder);
        this.commit = commit;
        this.keys = keys;
    }

    @Override
    protected void appendEvents(List<? extends EventMessage<?>> events, Serializer serializer) {
        events.stream().map(EventUtils::asDomainEventMessage).forEach(event -> append(event, serializer));
    }

    private void append(DomainEventMessage<?> event, Serializer serializer) {
        SerializedObject<byte[]> payload = event.serializePayload(serializer, byte[].class);
        String type = payload.getType().getName();
        String account = event.getAggregateIdentifier();
        commit.write(EVENT, new Row(
                account,
                event.getSequenceNumber(),
                event.getType(),
                event.getIdentifier(),
                DateTimeUtils.formatInstant(event.getTimestamp()),
                type,
                payload.getType().getRevision(),
                PersonalText.seal(type, account, year(event), payload.getData(), keys::keyToSeal),
                event.serializeMetaData(serializer, byte[].class).getData()));
    }

    @Override
    protected List<? extends DomainEventData<?>> fetchDomainEvents(String account, long firstSequence, int atMost) {
        return super.fetchDomainEvents(account, firstSequence, atMost).stream()
                .map(stored -> with(stored, PersonalText.opened(
                        stored.getPayload().getType().getName(), account, bytes(stored.getPayload()), keys)))
                .toList();
    }

    /** All of it, since it holds addresses and titles. */
    @Override
    protected void storeSnapshot(DomainEventMessage<?> snapshot, Serializer serializer) {
        super.storeSnapshot(
                new GenericDomainEventMessage<Object>(
                        snapshot.getType(),
                        snapshot.getAggregateIdentifier(),
                        snapshot.getSequenceNumber(),
                        snapshot.getPayload(),
                        snapshot.getMetaData(),
                        snapshot.getIdentifier(),
                        snapshot.getTimestamp()) {
                    @Override
                    @SuppressWarnings("unchecked") // it is stored as bytes
                    public <S> SerializedObject<S> serializePayload(Serializer used, Class<S> expected) {
                        SerializedObject<byte[]> clear = snapshot.serializePayload(used, byte[].class);
                        byte[] sealed = PersonalText.sealWhole(
                                SNAPSHOT, getAggregateIdentifier(), year(this), clear.getData(), keys::keyToSeal);
                        return (SerializedObject<S>)
                                new SimpleSerializedObject<>(sealed, byte[].class, clear.getType());
                    }
                },
                serializer);
        SNAPSHOTS.increment();
    }

    /** One that opens no more, or was never sealed, is passed over: the account is read from its events. */
    @Override
    protected Stream<? extends DomainEventData<?>> readSnapshotData(String account) {
        LOADED.increment();
        return super.readSnapshotData(account)
                .map(stored -> with(
                        stored, PersonalText.openWhole(SNAPSHOT, account, bytes(stored.getPayload()), keys)));
    }

    private static DomainEventData<byte[]> with(DomainEventData<?> stored, byte[] payload) {
        SerializedType type = stored.getPayload().getType();
        return new GenericDomainEventEntry<>(
                stored.getType(),
                stored.getAggregateIdentifier(),
                stored.getSequenceNumber(),
                stored.getEventIdentifier(),
                stored.getTimestamp(),
                type.getName(),
                type.getRevision(),
                payload,
                bytes(stored.getMetaData()));
    }

    private static byte[] bytes(SerializedObject<?> stored) {
        return (byte[]) stored.getData();
    }

    private static int year(DomainEventMessage<?> event) {
        return event.getTimestamp().atOffset(ZoneOffset.UTC).getYear();
    }
}
