package io.chatledger.gateway.limit;

import java.io.IOException;

import io.chatledger.api.ErrorCode;
import io.chatledger.gateway.problem.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.stereotype.Component;

/** Reads request bodies, and never more of one than is allowed, however its length was announced. */
@Component
public class BodyLimit {

    private static final String ATTRIBUTE = BodyLimit.class.getName();

    private final int maxBodyBytes;

    BodyLimit(LimitSettings settings) {
        maxBodyBytes = Math.toIntExact(settings.maxBodySize().toBytes());
    }

    /**
     * The whole body; the same again if asked again.
     *
     * @throws Refusal {@link ErrorCode#TOO_LARGE}, or {@link ErrorCode#INVALID_REQUEST} if it ends too early
     */
    public byte[] read(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof byte[] known) {
            return known;
        }
        if (request.getContentLengthLong() > maxBodyBytes) {
            throw tooLarge();
        }
        byte[] body;
        try {
            body = request.getInputStream().readNBytes(maxBodyBytes + 1);
        } catch (IOException e) {
            throw new Refusal(ErrorCode.INVALID_REQUEST, "The body could not be read to its end.");
        }
        if (body.length > maxBodyBytes) {
            throw tooLarge();
        }
        request.setAttribute(ATTRIBUTE, body);
        return body;
    }

    private Refusal tooLarge() {
        return new Refusal(ErrorCode.TOO_LARGE, "A body may have at most " + maxBodyBytes + " bytes.");
    }
}
