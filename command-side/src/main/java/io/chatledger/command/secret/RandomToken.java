package io.chatledger.command.secret;

import java.security.SecureRandom;
import java.util.Base64;

/** A text that opens something for whoever has it. Told once, kept as its hash alone, and never printed. */
public record RandomToken(String value) {

    private static final SecureRandom RANDOM = new SecureRandom();

    /** @param bytes of randomness; the text, in base64url (RFC 4648, section 5), is a third longer */
    public static RandomToken ofBytes(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return new RandomToken(Base64.getUrlEncoder().withoutPadding().encodeToString(random));
    }

    public byte[] hash() {
        return Sha256.of(value).bytes();
    }

    @Override
    public String toString() {
        return "RandomToken[hidden]";
    }
}
