package io.chatledger.command.store;

/**
 * An event's place in the order of all events.
 *
 * @param globalIndex    of the event
 * @param accountId      whose event it is
 * @param sequenceNumber among the events of that account, from 0
 * @param position       from 1, without gaps; 0 while it has none
 */
record Place(long globalIndex, String accountId, long sequenceNumber, long position) {

    boolean isTaken() {
        return position > 0;
    }

    Place at(long newPosition) {
        return new Place(globalIndex, accountId, sequenceNumber, newPosition);
    }
}
