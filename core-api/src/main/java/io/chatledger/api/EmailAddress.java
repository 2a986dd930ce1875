package io.chatledger.api;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An address as people type it, at most 254 characters (RFC 5321, section 4.5.3.1.3); unique without regard to case.
 */
public record EmailAddress(String value) {

    private static final Pattern PLAUSIBLE = Pattern.compile("[^\\s@\\p{Cntrl}]{1,64}@[^\\s@\\p{Cntrl}]+");
    private static final int LONGEST = 254;

    /** @throws InvalidValue unless it has a local part and a domain around one {@code @}; only a mail can prove more */
    public EmailAddress {
        InvalidValue.requireStorable("email", value);
        if (value.codePointCount(0, value.length()) > LONGEST || !PLAUSIBLE.matcher(value).matches()) {
            throw new InvalidValue("email", "must be an email address of at most " + LONGEST + " characters");
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
