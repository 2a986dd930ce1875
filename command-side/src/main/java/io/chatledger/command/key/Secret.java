package io.chatledger.command.key;

import io.chatledger.command.secret.RandomToken;
import io.chatledger.command.secret.Sha256;

/** An API key in the clear, as its owner sees it once. It is kept as its hash alone, and never printed. */
record Secret(String value) {

    private static final String BEGINNING = "sk-";
    private static final int RANDOM_BYTES = 24;
    private static final int SHOWN_CHARACTERS = 7;

    static Secret random() {
        return new Secret(BEGINNING + RandomToken.ofBytes(RANDOM_BYTES).value());
    }

    /** Whether it can be a key at all: no access token begins like one. */
    static boolean looksLikeOne(String bearer) {
        return bearer.startsWith(BEGINNING);
    }

    /** Enough to tell one's keys apart: 24 of the 192 random bits. */
    String prefix() {
        return value.substring(0, SHOWN_CHARACTERS);
    }

    byte[] hash() {
        return Sha256.of(value).bytes();
    }

    @Override
    public String toString() {
        return "Secret[hidden]";
    }
}
