package io.chatledger.command.key;

import io.chatledger.api.InvalidValue;
import java.util.regex.Pattern;

/** What a user calls a key. */
record KeyName(String value) {

    /** Neither control characters nor halves of surrogate pairs. */
    private static final Pattern ACCEPTED = Pattern.compile("[^\\p{Cc}\\p{Cs}]{1,100}");

    /** @throws InvalidValue if blank, longer than 100 characters or not on one line */
    KeyName {
        if (value.isBlank() || !ACCEPTED.matcher(value).matches()) {
            throw new InvalidValue("name", "must be 1 to 100 characters on one line");
        }
    }
}
