package io.chatledger.query.events;

import java.util.List;

/**
 * Consecutive events.
 *
 * @param events those that were asked for, in order
 * @param end    position of the last one, asked for or not; the position after which they were read if there is none
 * @param full   whether a limit was reached, so that there may be more
 */
public record EventBatch(List<RecordedEvent> events, long end, boolean full) {}
