package io.chatledger.command.account;

import io.chatledger.api.EmailAddress;
import io.chatledger.api.Username;
import java.text.Normalizer;
import java.util.Locale;

/**
 * A username or an email address in the form in which both must be unique together: without regard to case and to how
 * Unicode writes the same characters (NFKC).
 */
public record LoginName(String value) {

    /** What somebody typed who wants to log in; perhaps nobody's name. */
    public LoginName {
        value = Normalizer.normalize(value.replace("\0", ""), Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }

    static LoginName of(Username username) {
        return new LoginName(username.value());
    }

    static LoginName of(EmailAddress email) {
        return new LoginName(email.value());
    }
}
