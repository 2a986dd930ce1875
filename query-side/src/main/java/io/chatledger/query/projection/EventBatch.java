package io.chatledger.query.projection;

import java.util.List;

/**
 * Consecutive events.
 *
 * @param events those that were asked for, in order
 * @param end    position of the last one, asked for or not; the position after which they were read if there is none
 */
public record EventBatch(List<RecordedEvent> events, long end) {}
