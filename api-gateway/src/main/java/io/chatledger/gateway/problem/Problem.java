package io.chatledger.gateway.problem;

import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.chatledger.api.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * The body of a refusal (RFC 9457, section 3).
 *
 * @param errors only for {@link ErrorCode#INVALID_REQUEST}; empty here, because the gateway looks into no field
 */
record Problem(
        String type,
        String title,
        int status,
        String detail,
        ErrorCode code,
        String traceId,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Object> errors) {

    static Problem of(ErrorCode code, String detail, String traceId) {
        String type = "urn:chatledger:problem:" + code.name().toLowerCase(Locale.ROOT).replace('_', '-');
        List<Object> errors = code == ErrorCode.INVALID_REQUEST ? List.of() : null;
        return new Problem(type, code.title(), code.status(), detail, code, traceId, errors);
    }
}
