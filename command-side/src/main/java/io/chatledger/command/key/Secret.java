package io.chatledger.command.key;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/** An API key in the clear, as its owner sees it once. It is kept as its hash alone, and never printed. */
record Secret(String value) {

    private static final String BEGINNING = "sk-";
    private static final int RANDOM_BYTES = 24;
    private static final int SHOWN_CHARACTERS = 7;

    static Secret random(SecureRandom random) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return new Secret(BEGINNING + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** Whether it can be a key at all: no access token begins like one. */
    static boolean looksLikeOne(String bearer) {
        return bearer.startsWith(BEGINNING);
    }

    /** Enough to tell one's keys apart: 24 of the 192 random bits. */
    String prefix() {
        return value.substring(0, SHOWN_CHARACTERS);
    }

    /** SHA-256 without salt or stretching is enough for what cannot be guessed, and can be looked up. */
    byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return "Secret[hidden]";
    }
}
