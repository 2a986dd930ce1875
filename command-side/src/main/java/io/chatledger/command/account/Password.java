package io.chatledger.command.account;

import io.chatledger.api.InvalidValue;
import java.nio.charset.StandardCharsets;

/** A password as it was typed: any characters, none cut off. Does not print. */
public record Password(String value) {

    private static final int SHORTEST_CHARACTERS = 8;
    private static final int LONGEST_CHARACTERS = 128;

    /** @throws InvalidValue if it has half a surrogate pair, which has no bytes that could be hashed */
    public Password {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
            throw new InvalidValue("password", "must be well-formed text");
        }
    }

    /** A new password: @throws InvalidValue unless 8 to 128 characters. An old one is only compared. */
    public static Password chosen(String field, String value) {
        int characters = value.codePointCount(0, value.length());
        if (characters < SHORTEST_CHARACTERS || characters > LONGEST_CHARACTERS) {
            throw new InvalidValue(
                    field, "must be " + SHORTEST_CHARACTERS + " to " + LONGEST_CHARACTERS + " characters");
        }
        return new Password(value);
    }

    @Override
    public String toString() {
        return "Password[…]";
    }
}
