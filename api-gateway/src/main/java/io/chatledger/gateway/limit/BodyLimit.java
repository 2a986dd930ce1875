package io.chatledger.gateway.limit;

import io.chatledger.api.ErrorCode;
import io.chatledger.gateway.problem.Refusal;
import io.chatledger.webaccess.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.springframework.stereotype.Component;

/** Reads request bodies, and never more of one than is allowed, however its length was announced. */
@Component
public class BodyLimit {

    private static final String ATTRIBUTE = BodyLimit.class.getName();

    private static final int UNICODE_ESCAPE_BYTES = 6;

    private final int maxBodyBytes;
    private final int maxEscapedBodyBytes;

    BodyLimit(LimitSettings settings) {
        maxBodyBytes = Math.toIntExact(settings.maxBodySize().toBytes());
        maxEscapedBodyBytes = Math.toIntExact(settings.maxEscapedBodySize().toBytes());
    }

    /**
     * The whole body of a call that may have a larger one than others; the same again if asked again.
     *
     * @param mostBytes as they come
     * @throws Refusal as below
     */
    public byte[] read(HttpServletRequest request, long mostBytes) {
        int most = Math.toIntExact(mostBytes);
        return read(request, most, most);
    }

    /**
     * The whole body; the same again if asked again.
     *
     * @throws Refusal {@link ErrorCode#TOO_LARGE}, or {@link ErrorCode#INVALID_REQUEST} if it ends too early
     */
    public byte[] read(HttpServletRequest request) {
        return read(request, maxBodyBytes, maxEscapedBodyBytes);
    }

    private static byte[] read(HttpServletRequest request, int maxBodyBytes, int maxEscapedBodyBytes) {
        if (request.getAttribute(ATTRIBUTE) instanceof byte[] known) {
            return known;
        }
        if (request.getContentLengthLong() > maxEscapedBodyBytes) {
            throw tooLarge(maxBodyBytes);
        }
        byte[] body;
        try {
            body = request.getInputStream().readNBytes(maxEscapedBodyBytes + 1);
        } catch (IOException e) {
            throw Refusal.ofField(Problem.BODY, "could not be read to its end");
        }
        if (body.length > maxBodyBytes && (body.length > maxEscapedBodyBytes || unescapedBytes(body) > maxBodyBytes)) {
            throw tooLarge(maxBodyBytes);
        }
        request.setAttribute(ATTRIBUTE, body);
        return body;
    }

    private static Refusal tooLarge(int maxBodyBytes) {
        return new Refusal(
                ErrorCode.TOO_LARGE,
                "A body may have at most " + maxBodyBytes + " bytes, not counting the extra bytes of escapes.");
    }

    /**
     * How long a body were without escapes for characters (RFC 8259, section 7) that need none: a client may write them
     * for all that is not ASCII, and an emoji has 12 bytes then in place of 4.
     */
    private static int unescapedBytes(byte[] body) {
        int bytes = 0;
        int i = 0;
        while (i < body.length) {
            boolean escape = body[i] == '\\' && i + 1 < body.length;
            boolean unicode = escape && body[i + 1] == 'u' && i + UNICODE_ESCAPE_BYTES <= body.length;
            bytes += unicode ? utf8Bytes(body, i + 2) : 1;
            i += unicode ? UNICODE_ESCAPE_BYTES : escape ? 2 : 1;
        }
        return bytes;
    }

    /** Of the character with these four hexadecimal digits; half of four bytes if it is half of a surrogate pair. */
    private static int utf8Bytes(byte[] body, int start) {
        int character = 0;
        for (int i = start; i < start + 4; i++) {
            character = character << 4 | Character.digit(body[i], 16);
        }
        if (character < 0x80) {
            // Or no number at all: whoever reads it as JSON will say so.
            return 1;
        }
        return character < 0x800 || character >= 0xD800 && character <= 0xDFFF ? 2 : 3;
    }
}
