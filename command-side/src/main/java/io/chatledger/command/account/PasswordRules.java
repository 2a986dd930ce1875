package io.chatledger.command.account;

import io.chatledger.api.InvalidValue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * What may become a password: long enough and not one of those that everybody tries first (NIST SP 800-63B-4, section
 * 3.1.1.2). There are no rules of composition. An old password is only compared.
 */
@Component
public class PasswordRules {

    private final int shortestCharacters;
    private final int longestCharacters;
    private final Set<String> common = readCommon();

    PasswordRules(
            PasswordSettings settings) {
        this.shortestCharacters = settings.passwordShortestCharacters();
        this.longestCharacters = settings.passwordLongestCharacters();
    }

    /**
     * @param field to blame, as clients name it
     * @throws InvalidValue unless it has the right length in Unicode code points and is not too common
     */
    public Password choose(String field, String typed) {
        var password = new Password(typed);
        int characters = password.value().codePointCount(0, password.value().length());
        if (characters < shortestCharacters || characters > longestCharacters) {
            throw new InvalidValue(
                    field, "must be " + shortestCharacters + " to " + longestCharacters + " characters");
        }
        if (common.contains(password.value().toLowerCase(Locale.ROOT))) {
            throw new InvalidValue(field, "is one of the most common ones; choose another");
        }
        return password;
    }

    private static Set<String> readCommon() {
        try (var lines = new BufferedReader(new InputStreamReader(
                PasswordRules.class.getResourceAsStream("common-passwords.txt"), StandardCharsets.UTF_8))) {
            return lines.lines().collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
