package io.chatledger.webaccess;

import io.chatledger.api.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * The body of a refusal under {@code /v1/messages}, as clients of Anthropic's API read it (Claude API reference,
 * Errors).
 *
 * @param requestId by which the request is found in the logs
 */
public record AnthropicError(String type, Details error, @Nullable String requestId) {

    /** @param type for programs */
    public record Details(String type, String message) {}

    public static AnthropicError of(Problem problem) {
        return of(problem.code(), problem.detail(), problem.traceId());
    }

    public static AnthropicError of(ErrorCode code, String message, @Nullable String traceId) {
        return new AnthropicError("error", new Details(type(code), message), traceId);
    }

    private static String type(ErrorCode code) {
        return switch (code.status()) {
            case 401 -> "authentication_error";
            case 402 -> "billing_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 503 -> "overloaded_error";
            case 504 -> "timeout_error";
            default -> code.status() < 500 ? "invalid_request_error" : "api_error";
        };
    }
}
