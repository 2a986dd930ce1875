package io.chatledger.command.web;

import io.chatledger.api.ErrorCode;
import io.chatledger.command.account.Refusal;
import io.chatledger.webaccess.Problem;
import java.util.stream.Collectors;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Answers failures of requests with problems and the headers that go with them. */
@RestControllerAdvice
class ProblemAdvice {

    private static final String RETRY_AFTER_SECONDS = "1";

    private final Problems problems;

    ProblemAdvice(Problems problems) {
        this.problems = problems;
    }

    @ExceptionHandler
    ResponseEntity<Problem> answer(HttpMessageNotReadableException unreadable) {
        return answer(
                switch (unreadable.getCause()) {
                    case UnrecognizedPropertyException unknown -> problems.invalid(path(unknown), "is unknown");
                    case InputCoercionException tooLarge -> problems.invalid(path(tooLarge), "is out of range");
                    case DatabindException noObject when noObject.getPath().isEmpty() ->
                        problems.invalid(Problem.BODY, "must be a JSON object");
                    case DatabindException wrongType -> problems.invalid(path(wrongType), "has the wrong type");
                    case null, default -> problems.invalid(Problem.BODY, "must be a JSON object");
                },
                new HttpHeaders());
    }

    /** Of the query: what is in paths is bound as it is. */
    @ExceptionHandler
    ResponseEntity<Problem> answer(MethodArgumentTypeMismatchException mismatch) {
        return answer(problems.invalid(mismatch.getName(), "has the wrong type"), new HttpHeaders());
    }

    @ExceptionHandler
    ResponseEntity<Problem> answer(Exception failure) {
        var headers = new HttpHeaders();
        if (failure instanceof ErrorResponse response) {
            headers.putAll(response.getHeaders());
        }
        if (failure instanceof Refusal refusal) {
            headers.setAll(refusal.headers());
        }
        return answer(problems.of(failure), headers);
    }

    private static ResponseEntity<Problem> answer(Problem problem, HttpHeaders headers) {
        int status = problem.status();
        headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (status == ErrorCode.OUT_OF_TOKENS.status()) {
            headers.set("x-should-retry", "false");
        }
        boolean saysWhen = headers.containsHeader(HttpHeaders.RETRY_AFTER);
        if (status == ErrorCode.UNAVAILABLE.status() && !saysWhen) {
            headers.set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        if (!saysWhen && problem.more().get(Refusal.RETRY_AFTER) instanceof Long seconds) {
            headers.set(HttpHeaders.RETRY_AFTER, seconds.toString());
            // draft-ietf-httpapi-ratelimit-headers-10
            headers.add("RateLimit", "\"attempts\";r=0;t=" + seconds);
        }
        if (status == ErrorCode.UNAUTHENTICATED.status()) {
            headers.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        return ResponseEntity.status(status).headers(headers).body(problem);
    }

    /** The field, or the body if that is the wrong type itself. */
    private static String path(JacksonException failure) {
        String path = failure.getPath().stream()
                .map(reference -> reference.getPropertyName() == null ? "" : reference.getPropertyName())
                .filter(name -> !name.isEmpty())
                .collect(Collectors.joining("."));
        return path.isEmpty() ? Problem.BODY : path;
    }
}
