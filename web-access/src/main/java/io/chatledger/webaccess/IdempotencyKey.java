package io.chatledger.webaccess;

import io.chatledger.api.InvalidValue;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * By what a client names a request, so that it is done once however often it arrives
 * (draft-ietf-httpapi-idempotency-key-header-07). Never stored or printed: it also opens the answer that is kept.
 */
public record IdempotencyKey(String value) {

    public static final String HEADER = "Idempotency-Key";

    /** Says {@code true} with an answer that was given before. */
    public static final String REPLAYED_HEADER = "Idempotent-Replayed";

    /** What is told to whoever sends another one. */
    public static final String ACCEPTED_ARE = "must be 1 to 255 visible ASCII characters";

    private static final Pattern ACCEPTED = Pattern.compile("[\\x21-\\x7e]{1,255}");

    /** @throws InvalidValue if it is not 1 to 255 visible ASCII characters */
    public IdempotencyKey {
        if (!isOne(value)) {
            throw new InvalidValue(HEADER, ACCEPTED_ARE);
        }
    }

    public static boolean isOne(String value) {
        return ACCEPTED.matcher(value).matches();
    }

    /**
     * Null if the request has none.
     *
     * @throws InvalidValue if it has one that cannot be
     */
    public static @Nullable IdempotencyKey of(HttpServletRequest request) {
        String value = request.getHeader(HEADER);
        return value == null ? null : new IdempotencyKey(value);
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
