package io.chatledger.query.web;

import io.chatledger.api.ErrorCode;
import io.chatledger.api.InvalidValue;
import io.chatledger.query.projection.ReadModelBehind;
import io.chatledger.query.projection.Trouble;
import io.chatledger.webaccess.Problem;
import io.chatledger.webaccess.Problem.FieldError;
import io.chatledger.webaccess.TraceId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Turns everything that can go wrong in a controller into a {@link Problem}. */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);
    private static final String RETRY_AFTER_SECONDS = "1";

    /** The code for what only has an HTTP status. */
    static ErrorCode codeOf(int status) {
        return switch (status) {
            case 401 -> ErrorCode.UNAUTHENTICATED;
            case 403 -> ErrorCode.FORBIDDEN;
            case 404 -> ErrorCode.NOT_FOUND;
            case 405 -> ErrorCode.METHOD_NOT_ALLOWED;
            case 413 -> ErrorCode.TOO_LARGE;
            case 415 -> ErrorCode.UNSUPPORTED_MEDIA_TYPE;
            case 503 -> ErrorCode.UNAVAILABLE;
            default -> status < 500 ? ErrorCode.INVALID_REQUEST : ErrorCode.INTERNAL;
        };
    }

    /** What there is to say where only the code is known. */
    static String detailOf(ErrorCode code) {
        return switch (code) {
            case NOT_FOUND -> "There is nothing under this path.";
            case METHOD_NOT_ALLOWED -> "This path does not support the method.";
            case INVALID_REQUEST -> "The request cannot be understood.";
            default -> code.title() + ".";
        };
    }

    @ExceptionHandler
    ResponseEntity<Object> notFound(NotFound refusal, HttpServletRequest request) {
        return answer(Problem.of(ErrorCode.NOT_FOUND, refusal.getMessage(), TraceId.of(request)));
    }

    @ExceptionHandler
    ResponseEntity<Object> forbidden(Forbidden refusal, HttpServletRequest request) {
        return answer(Problem.of(ErrorCode.FORBIDDEN, refusal.getMessage(), TraceId.of(request)));
    }

    @ExceptionHandler
    ResponseEntity<Object> inProgress(InProgress refusal, HttpServletRequest request) {
        return answer(Problem.of(ErrorCode.IN_PROGRESS, refusal.getMessage(), TraceId.of(request)));
    }

    @ExceptionHandler
    ResponseEntity<Object> keyReused(KeyReused refusal, HttpServletRequest request) {
        return answer(Problem.of(ErrorCode.IDEMPOTENCY_KEY_REUSED, refusal.getMessage(), TraceId.of(request)));
    }

    @ExceptionHandler
    ResponseEntity<Object> invalid(InvalidValue invalid, HttpServletRequest request) {
        return invalid(request, invalid.field(), invalid.getMessage());
    }

    @ExceptionHandler
    ResponseEntity<Object> behind(ReadModelBehind behind, HttpServletRequest request) {
        return unavailable(request, "This data is not up to date yet; try again soon.");
    }

    @ExceptionHandler
    ResponseEntity<Object> unexpected(Exception unexpected, HttpServletRequest request, HttpServletResponse response)
            throws Exception {
        if (response.isCommitted()) {
            // A stream that breaks in the middle: the container must cut the connection, not end it properly.
            throw unexpected;
        }
        if (Trouble.of(unexpected) == Trouble.DATABASE_UNAVAILABLE) {
            log.warn("The database does not answer: {}",
                    NestedExceptionUtils.getMostSpecificCause(unexpected).toString());
            return unavailable(request, "The database does not answer; try again soon.");
        }
        log.error("Unexpected", unexpected);
        return answer(Problem.of(
                ErrorCode.INTERNAL, "Something went wrong; the trace id helps to find out what.", TraceId.of(request)));
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleTypeMismatch(
            TypeMismatchException mismatch, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        HttpServletRequest servletRequest = ((ServletWebRequest) request).getRequest();
        if (mismatch instanceof MethodArgumentTypeMismatchException argument) {
            if (argument.getParameter().hasParameterAnnotation(PathVariable.class)) {
                // What is no id cannot be the id of anything.
                return answer(Problem.of(
                        ErrorCode.NOT_FOUND, detailOf(ErrorCode.NOT_FOUND), TraceId.of(servletRequest)));
            }
            String message = NestedExceptionUtils.getMostSpecificCause(mismatch) instanceof InvalidValue invalid
                    ? invalid.getMessage() : "has the wrong type";
            return invalid(servletRequest, argument.getName(), message);
        }
        return super.handleTypeMismatch(mismatch, headers, status, request);
    }

    @Override
    protected ResponseEntity<Object> handleExceptionInternal(
            Exception refusal, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        ErrorCode code = codeOf(status.value());
        if (code == ErrorCode.INTERNAL) {
            log.error("Unexpected", refusal);
        }
        String traceId = TraceId.of(((ServletWebRequest) request).getRequest());
        return ResponseEntity.status(code.status())
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(Problem.of(code, detailOf(code), traceId));
    }

    private static ResponseEntity<Object> invalid(HttpServletRequest request, String field, String message) {
        return answer(Problem.of(
                ErrorCode.INVALID_REQUEST,
                field + " " + message,
                TraceId.of(request),
                List.of(new FieldError(field, message)),
                Map.of()));
    }

    private static ResponseEntity<Object> unavailable(HttpServletRequest request, String detail) {
        return ResponseEntity.status(ErrorCode.UNAVAILABLE.status())
                .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(Problem.of(ErrorCode.UNAVAILABLE, detail, TraceId.of(request)));
    }

    private static ResponseEntity<Object> answer(Problem problem) {
        return ResponseEntity.status(problem.status()).contentType(MediaType.APPLICATION_PROBLEM_JSON).body(problem);
    }
}
