package io.chatledger.webaccess;

import io.chatledger.api.ErrorCode;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The body of a refusal under {@code /v1}, as clients of OpenAI's API read it. */
public record OpenAiError(Details error) {

    /**
     * @param param the field or header to blame
     * @param code  for programs
     */
    public record Details(String message, String type, @Nullable String param, @Nullable String code) {}

    private static final String INVALID_REQUEST_ERROR = "invalid_request_error";
    private static final String INSUFFICIENT_QUOTA = "insufficient_quota";

    public static OpenAiError invalidRequest(String message, @Nullable String param, String code) {
        return new OpenAiError(new Details(message, INVALID_REQUEST_ERROR, param, code));
    }

    public static OpenAiError of(Problem problem) {
        ErrorCode code = problem.code();
        // A provider's own words, where it has refused.
        String param = word(problem, Problem.PARAM);
        String word = word(problem, Problem.PROVIDER_CODE);
        return new OpenAiError(new Details(
                problem.detail(),
                type(code),
                param == null ? field(problem.errors()) : param,
                word == null ? name(code) : word));
    }

    private static String type(ErrorCode code) {
        return switch (code) {
            case OUT_OF_TOKENS -> INSUFFICIENT_QUOTA;
            case RATE_LIMITED -> "rate_limit_error";
            default -> code.status() < 500 ? INVALID_REQUEST_ERROR : "server_error";
        };
    }

    private static @Nullable String word(Problem problem, String name) {
        return problem.more().get(name) instanceof String word ? word : null;
    }

    private static @Nullable String field(@Nullable List<Problem.FieldError> errors) {
        String field = errors == null ? Problem.REQUEST : errors.getFirst().field();
        return switch (field) {
            case Problem.BODY, Problem.QUERY, Problem.REQUEST -> null;
            default -> field;
        };
    }

    /** OpenAI's where it has one, or none where it has none; else our own. */
    private static @Nullable String name(ErrorCode code) {
        return switch (code) {
            case UNAUTHENTICATED -> "invalid_api_key";
            case RATE_LIMITED -> "rate_limit_exceeded";
            case OUT_OF_TOKENS -> INSUFFICIENT_QUOTA;
            case INVALID_REQUEST, NOT_FOUND -> null;
            default -> code.name().toLowerCase(Locale.ROOT);
        };
    }
}
