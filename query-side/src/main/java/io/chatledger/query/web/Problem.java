package io.chatledger.query.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.chatledger.api.ErrorCode;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Why a request was refused (RFC 9457).
 *
 * @param detail  for people; never with anything the caller has given, a stack trace or the name of a class
 * @param traceId by which the request is found in the logs
 * @param errors  which fields are wrong; with {@link ErrorCode#INVALID_REQUEST} only
 */
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        ErrorCode code,
        String traceId,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<FieldError> errors) {

    /** @param field as clients name it, in snake_case */
    public record FieldError(String field, String message) {}

    public static Problem of(ErrorCode code, String detail, String traceId) {
        return of(code, detail, traceId, code == ErrorCode.INVALID_REQUEST ? List.of() : null);
    }

    static Problem of(ErrorCode code, String detail, String traceId, @Nullable List<FieldError> errors) {
        String type = "urn:chatledger:problem:" + code.name().toLowerCase(Locale.ROOT).replace('_', '-');
        return new Problem(type, code.title(), code.status(), detail, code, traceId, errors);
    }
}
