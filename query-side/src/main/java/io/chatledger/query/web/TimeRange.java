package io.chatledger.query.web;

import io.chatledger.api.InvalidValue;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What clients ask for by time.
 *
 * @param from  the first moment that is in it; null if it has no beginning
 * @param until the first moment after it; null if it has no end
 */
public record TimeRange(@Nullable Instant from, @Nullable Instant until) {

    public static final TimeRange ALWAYS = new TimeRange(null, null);

    /** Years of four digits are what clients can write. */
    private static final Instant EARLIEST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

    /** @throws InvalidValue if it is over before it begins */
    public TimeRange {
        if (from != null && until != null && !until.isAfter(from)) {
            throw new InvalidValue("until", "must be after `from`");
        }
    }

    public Instant fromOrEarliest() {
        return from == null ? EARLIEST : from;
    }

    public Instant untilOrLatest() {
        return until == null ? LATEST : until;
    }
}
