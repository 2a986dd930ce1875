package io.chatledger.command.web;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.chatledger.api.ErrorCode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why a request was refused (RFC 9457).
 *
 * @param detail  for people
 * @param traceId by which the request is found in the logs
 * @param errors  which fields are wrong; with {@link ErrorCode#INVALID_REQUEST} only
 * @param more    what the code adds, by the names that clients see
 */
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        ErrorCode code,
        @Nullable String traceId,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<FieldError> errors,
        @JsonAnyGetter Map<String, Object> more) {

    /** @param field as clients name it, in snake_case */
    public record FieldError(String field, String message) {}

    static Problem of(
            ErrorCode code,
            String detail,
            @Nullable String traceId,
            List<FieldError> errors,
            Map<String, Object> more) {
        return new Problem(
                "urn:chatledger:problem:" + code.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                code.title(),
                code.status(),
                detail,
                code,
                traceId,
                code == ErrorCode.INVALID_REQUEST ? errors : null,
                more);
    }
}
