package io.chatledger.personal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** Under which the keys of accounts are stored. It is never in the database that has them. */
public final class KeyEncryptionKey {

    private static final int BYTES = 32;
    private static final HexFormat HEX = HexFormat.of();

    private final SecretKey key;

    private KeyEncryptionKey(byte[] bytes) {
        key = new SecretKeySpec(bytes, "AES");
    }

    /** A new one, as text. */
    public static String make() {
        return HEX.formatHex(random());
    }

    /** @throws IllegalArgumentException unless it is 64 hexadecimal digits, perhaps with white space around */
    public static KeyEncryptionKey parse(String text) {
        String digits = text.strip();
        if (digits.length() != 2 * BYTES) {
            throw new IllegalArgumentException("The key of personal texts must be 64 hexadecimal digits.");
        }
        return new KeyEncryptionKey(HEX.parseHex(digits));
    }

    /** A key for an account. */
    public static SecretKey makeAccountKey() {
        return new SecretKeySpec(random(), "AES");
    }

    public byte[] wrap(SecretKey accountKey, String accountId, int year) {
        return AesGcm.seal(key, place(accountId, year), accountKey.getEncoded());
    }

    /** @throws IllegalStateException if it was wrapped under another key or for somebody else */
    public SecretKey unwrap(byte[] wrapped, String accountId, int year) {
        try {
            return new SecretKeySpec(AesGcm.open(key, place(accountId, year), wrapped), "AES");
        } catch (AEADBadTagException e) {
            throw new IllegalStateException(
                    "The key of the account %s for %d cannot be unwrapped with this key of personal texts."
                            .formatted(accountId, year), e);
        }
    }

    /**
     * What was wrapped under the key before this one, under this one; nothing if it is so already.
     *
     * @throws IllegalStateException if it was wrapped under neither
     */
    public Optional<byte[]> rewrap(KeyEncryptionKey before, byte[] wrapped, String accountId, int year) {
        try {
            AesGcm.open(key, place(accountId, year), wrapped);
            return Optional.empty();
        } catch (AEADBadTagException underAnother) {
            return Optional.of(wrap(before.unwrap(wrapped, accountId, year), accountId, year));
        }
    }

    private static byte[] place(String accountId, int year) {
        return ("key " + accountId + ' ' + year).getBytes(UTF_8);
    }

    private static byte[] random() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }
}
