package io.chatledger.gateway.problem;

import static java.util.Objects.requireNonNull;

import io.chatledger.api.ErrorCode;
import io.chatledger.webaccess.Problem.FieldError;
import java.util.List;
import java.util.Map;

/** A call that the gateway itself turns down. The message is for the client. */
public final class Refusal extends RuntimeException {

    private final ErrorCode code;
    private final Map<String, String> headers;
    private final List<FieldError> errors;

    public Refusal(ErrorCode code, String detail) {
        this(code, detail, Map.of());
    }

    /** @param headers of the response, besides those that belong to the code anyway */
    public Refusal(ErrorCode code, String detail, Map<String, String> headers) {
        this(code, detail, headers, List.of());
    }

    private Refusal(ErrorCode code, String detail, Map<String, String> headers, List<FieldError> errors) {
        // Expected, and told apart by its code: a stack trace would only cost time.
        super(detail, null, false, false);
        this.code = code;
        this.headers = headers;
        this.errors = errors;
    }

    /** {@link ErrorCode#INVALID_REQUEST}, and what to blame for it; the message goes on where the name ends. */
    public static Refusal ofField(String field, String message) {
        return new Refusal(
                ErrorCode.INVALID_REQUEST,
                field + " " + message + ".",
                Map.of(),
                List.of(new FieldError(field, message)));
    }

    ErrorCode code() {
        return code;
    }

    Map<String, String> headers() {
        return headers;
    }

    List<FieldError> errors() {
        return errors;
    }

    @Override
    public String getMessage() {
        return requireNonNull(super.getMessage());
    }
}
