package io.chatledger.api;

import static java.util.Objects.requireNonNull;

import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A value that cannot be: refused at the edge, before anything has happened. Names the field as clients know it. */
public final class InvalidValue extends IllegalArgumentException {

    private static final Pattern CANONICAL_UUID =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    private final String field;

    /** @param message says what is expected, never what was given */
    public InvalidValue(String field, String message) {
        super(message);
        this.field = field;
    }

    /** The field of the request, in snake_case. */
    public String field() {
        return field;
    }

    /** @throws InvalidValue if there is no value */
    public static <T> T required(String field, @Nullable T value) {
        if (value == null) {
            throw new InvalidValue(field, "is required");
        }
        return value;
    }

    /** @throws InvalidValue unless it is right */
    public static void unless(boolean right, String field, String message) {
        if (!right) {
            throw new InvalidValue(field, message);
        }
    }

    static UUID uuid(String field, String text) {
        if (!CANONICAL_UUID.matcher(text).matches()) {
            throw new InvalidValue(field, "must be a UUID");
        }
        return UUID.fromString(text);
    }

    /**
     * PostgreSQL stores neither NUL nor half a surrogate pair, so such a text could be recorded but never projected.
     */
    static void requireStorable(String field, String text) {
        if (text.indexOf('\0') >= 0 || text.codePoints().anyMatch(c -> c >= 0xD800 && c <= 0xDFFF)) {
            throw new InvalidValue(field, "must be well-formed text without NUL characters");
        }
    }

    @Override
    public String getMessage() {
        return requireNonNull(super.getMessage());
    }
}
