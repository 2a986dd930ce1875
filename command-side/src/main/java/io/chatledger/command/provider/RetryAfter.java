package io.chatledger.command.provider;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** The header field {@code Retry-After} (RFC 9110, section 10.2.3): seconds, or a date. */
final class RetryAfter {

    private static final int MOST_DIGITS = 9;

    private RetryAfter() {}

    /** At least a second and at most as long as said; null if the value is none. */
    static @Nullable Duration parse(String value, Instant now, Duration longest) {
        Duration told = duration(value.strip(), now);
        if (told == null) {
            return null;
        }
        Duration atLeast = told.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : told;
        return atLeast.compareTo(longest) > 0 ? longest : atLeast;
    }

    private static @Nullable Duration duration(String value, Instant now) {
        if (value.matches("\\d{1," + MOST_DIGITS + "}")) {
            return Duration.ofSeconds(Long.parseLong(value));
        }
        try {
            return Duration.between(now, ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
        } catch (DateTimeParseException neither) {
            return null;
        }
    }
}
