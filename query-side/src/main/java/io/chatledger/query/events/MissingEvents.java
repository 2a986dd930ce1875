package io.chatledger.query.events;

/** The event store does not hold what must be there: positions are dense, and a read model is never ahead of it. */
public final class MissingEvents extends RuntimeException {

    public MissingEvents(long expected, long found) {
        super("expected the event at position " + expected + ", found " + found);
    }
}
