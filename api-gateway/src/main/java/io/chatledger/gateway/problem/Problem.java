package io.chatledger.gateway.problem;

import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.chatledger.api.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * The body of a refusal (RFC 9457, section 3).
 *
 * @param errors only for {@link ErrorCode#INVALID_REQUEST}; headers, because the gateway looks into no body
 */
record Problem(
        String type,
        String title,
        int status,
        String detail,
        ErrorCode code,
        String traceId,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<FieldError> errors) {

    static Problem of(Refusal refusal, String traceId) {
        ErrorCode code = refusal.code();
        String type = "urn:chatledger:problem:" + code.name().toLowerCase(Locale.ROOT).replace('_', '-');
        List<FieldError> errors = code == ErrorCode.INVALID_REQUEST ? refusal.errors() : null;
        return new Problem(type, code.title(), code.status(), refusal.getMessage(), code, traceId, errors);
    }
}
