package io.chatledger.command.secret;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The SHA-256 of a text in UTF-8 (FIPS 180-4). Without salt or stretching, so that it can be looked up: enough for what
 * cannot be guessed, and never for a password.
 */
public final class Sha256 {

    private final byte[] bytes;

    private Sha256(byte[] bytes) {
        this.bytes = bytes;
    }

    public static Sha256 of(String text) {
        return new Sha256(digest().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** For what is no text, or comes in parts. */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The 32 bytes, as a database keeps them. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The same in 64 hexadecimal digits. */
    public String hex() {
        return HexFormat.of().formatHex(bytes);
    }
}
