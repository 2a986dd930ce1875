package io.chatledger.command.session;

import io.chatledger.command.secret.Sha256;
import java.security.SecureRandom;
import java.util.regex.Pattern;

/**
 * What opens a session for as long as it lives, for clients that refresh nothing: 32 letters and digits (190 random
 * bits). Kept as its hash alone, and never printed.
 */
public record SessionToken(String value) {

    static final int CHARACTERS = 32;

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9]{" + CHARACTERS + "}");

    private static final SecureRandom RANDOM = new SecureRandom();

    static SessionToken random() {
        var characters = new StringBuilder(CHARACTERS);
        RANDOM.ints(CHARACTERS, 0, ALPHABET.length()).forEach(i -> characters.append(ALPHABET.charAt(i)));
        return new SessionToken(characters.toString());
    }

    /** Whether it can be one at all. */
    static boolean looksLikeOne(String token) {
        return FORM.matcher(token).matches();
    }

    /** SHA-256, by which it is looked up. */
    byte[] hash() {
        return Sha256.of(value).bytes();
    }

    @Override
    public String toString() {
        return "SessionToken[hidden]";
    }
}
