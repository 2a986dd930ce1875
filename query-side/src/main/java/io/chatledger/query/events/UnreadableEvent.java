package io.chatledger.query.events;

/** An event that this version does not understand. Never skipped: a balance without it would be wrong for ever. */
public final class UnreadableEvent extends RuntimeException {

    UnreadableEvent(long position, String problem) {
        super("event at position " + position + ": " + problem);
    }
}
