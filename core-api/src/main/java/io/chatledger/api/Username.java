package io.chatledger.api;

import java.util.Locale;
import java.util.regex.Pattern;

/** The name a user logs in with: kept as typed, unique without regard to case. */
public record Username(String value) {

    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9._@+-]{3,64}");

    /** @throws InvalidValue unless 3 to 64 of ASCII letters, digits and {@code . _ - @ +} */
    public Username {
        if (!ALLOWED.matcher(value).matches()) {
            throw new InvalidValue("username", "must be 3 to 64 letters, digits or any of . _ - @ +");
        }
    }

    /** What must be unique. */
    public String key() {
        return value.toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return value;
    }
}
