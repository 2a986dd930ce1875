package io.chatledger.webaccess;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.chatledger.api.ErrorCode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why a request was refused (RFC 9457, section 3).
 *
 * @param detail  for people; never with a stack trace or the name of a class
 * @param traceId by which the request is found in the logs
 * @param errors  which fields are wrong, at least one; with {@link ErrorCode#INVALID_REQUEST} only
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

    /** What is added where a provider refused: which field it blames, in its own words. */
    public static final String PARAM = "param";

    /** What is added where a provider refused: what it calls the error. */
    public static final String PROVIDER_CODE = "provider_code";

    /**
     * @param field or header, as clients name it; {@link #BODY}, {@link #QUERY} or {@link #REQUEST} if it is no field
     *              that is wrong, but all of it
     */
    public record FieldError(String field, String message) {}

    public static final String BODY = "body";
    public static final String QUERY = "query";
    public static final String REQUEST = "request";

    private static final List<FieldError> WHOLE_REQUEST =
            List.of(new FieldError(REQUEST, "cannot be processed as it is"));

    /** Without anything to blame in particular. */
    public static Problem of(ErrorCode code, String detail, @Nullable String traceId) {
        return of(code, detail, traceId, List.of(), Map.of());
    }

    /**
     * @param errors left out unless the code is {@link ErrorCode#INVALID_REQUEST}; then the request as a whole if there
     *               are none
     */
    public static Problem of(
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
                code != ErrorCode.INVALID_REQUEST ? null : errors.isEmpty() ? WHOLE_REQUEST : errors,
                more);
    }
}
