package io.chatledger.query.projection;

/** The event store does not hold what must be there: positions are dense, and a read model is never ahead of it. */
final class MissingEvents extends RuntimeException {

    MissingEvents(long expected, long found) {
        super("expected the event at position " + expected + ", found " + found);
    }
}
