package io.chatledger.command.account;

import io.chatledger.api.InvalidValue;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/**
 * A password as it was typed: any characters, none cut off. Keyboards write the same characters in different ways, so
 * they are normalised (NFKC; NIST SP 800-63B-4, section 3.1.1.2). Does not print.
 */
public record Password(String value) {

    /** @throws InvalidValue if it has half a surrogate pair, which has no bytes that could be hashed */
    public Password {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
            throw new InvalidValue("password", "must be well-formed text");
        }
        value = Normalizer.normalize(value, Normalizer.Form.NFKC);
    }

    @Override
    public String toString() {
        return "Password[…]";
    }
}
