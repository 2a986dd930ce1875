package io.chatledger.command.idempotency;

import io.chatledger.api.InvalidValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;

/**
 * By what a client names a request, so that it is done once however often it arrives
 * (draft-ietf-httpapi-idempotency-key-header-07). Never stored or printed: it also opens the answer that is kept.
 */
public record IdempotencyKey(String value) {

    public static final String HEADER = "Idempotency-Key";

    /** Says {@code true} with an answer that was given before. */
    public static final String REPLAYED_HEADER = "Idempotent-Replayed";

    private static final Pattern ACCEPTED = Pattern.compile("[\\x21-\\x7e]{1,255}");

    /** @throws InvalidValue if it is not 1 to 255 visible ASCII characters */
    public IdempotencyKey {
        if (!ACCEPTED.matcher(value).matches()) {
            throw new InvalidValue(HEADER, "must be 1 to 255 visible ASCII characters");
        }
    }

    /** SHA-256 of the parts, each with its length before it, so that no two different lists look the same. */
    public static byte[] sha256(String... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
                digest.update(bytes);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return "IdempotencyKey[hidden]";
    }
}
