package io.chatledger.command.chat;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether a model would be asked now.
 *
 * @param breaker that of its provider; null if it has none
 * @param rest    for how long it is not asked because its provider wants that; zero if it does not
 */
public record ModelState(@Nullable Breaker breaker, Duration rest) {

    /** Nothing keeps anybody from asking it. */
    public static final ModelState ALWAYS_THERE = new ModelState(null, Duration.ZERO);

    /** A circuit breaker: open while nobody is asked, half open while one call may try. */
    public enum Breaker { CLOSED, OPEN, HALF_OPEN }
}
