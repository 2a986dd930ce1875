package io.chatledger.query.web;

import com.fasterxml.jackson.annotation.JsonValue;
import io.chatledger.api.InvalidValue;
import java.nio.ByteBuffer;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Where the next page goes on, as clients pass it back: opaque to them, the position of the last row to us. */
public record Cursor(long position) {

    /** Where pages that go backwards begin: after all that is and will be. */
    private static final Cursor END = new Cursor(Long.MAX_VALUE);
    /** Where pages that go forwards begin. */
    private static final Cursor START = new Cursor(0);
    private static final int CHARACTERS = 11;

    public static Cursor orEnd(@Nullable Cursor given) {
        return given == null ? END : given;
    }

    public static Cursor orStart(@Nullable Cursor given) {
        return given == null ? START : given;
    }

    /** @throws InvalidValue if we never gave it out */
    public static Cursor parse(String text) {
        try {
            // Without padding, as we give it out.
            if (text.length() == CHARACTERS) {
                return new Cursor(ByteBuffer.wrap(Base64.getUrlDecoder().decode(text)).getLong());
            }
        } catch (IllegalArgumentException noBase64) {
            // As wrong as any other text.
        }
        throw new InvalidValue("cursor", "must be the `next` of an earlier page");
    }

    @JsonValue
    @Override
    public String toString() {
        byte[] bytes = ByteBuffer.allocate(Long.BYTES).putLong(position).array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
