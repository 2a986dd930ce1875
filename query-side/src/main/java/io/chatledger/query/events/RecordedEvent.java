package io.chatledger.query.events;

import io.chatledger.api.AccountEvent;
import java.time.Instant;
import java.util.UUID;

/**
 * An event as it stands in the event store.
 *
 * @param position       its place in the order of all events: 1, 2, 3, ... without gaps
 * @param sequenceNumber its place among the events of its account: 0, 1, 2, ...
 * @param recordedAt     when it was recorded, to the microsecond, which is what PostgreSQL keeps
 */
public record RecordedEvent(
        long position, long sequenceNumber, Instant recordedAt, UUID accountId, AccountEvent event) {}
