package io.chatledger.gateway.problem;

import java.util.Locale;

import io.chatledger.api.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/** The body of a refusal under {@code /v1}, as clients of OpenAI's API read it. */
record OpenAiError(Details error) {

    /**
     * @param type  for people
     * @param param the header to blame; never a field, because the gateway looks into no body
     * @param code  for programs
     */
    record Details(String message, String type, @Nullable String param, @Nullable String code) {}

    static boolean isExpectedBy(HttpServletRequest request) {
        String path = request.getRequestURI();
        // There is none if Tomcat could make nothing of the request line.
        return path != null && (path.equals("/v1") || path.startsWith("/v1/"));
    }

    static OpenAiError of(Refusal refusal) {
        ErrorCode code = refusal.code();
        String param = refusal.errors().isEmpty() ? null : refusal.errors().getFirst().field();
        String type = code.status() < 500 ? "invalid_request_error" : "server_error";
        return new OpenAiError(new Details(refusal.getMessage(), type, param, name(code)));
    }

    /** OpenAI's where it has one, or none where it has none; else our own. */
    private static @Nullable String name(ErrorCode code) {
        return switch (code) {
            case UNAUTHENTICATED -> "invalid_api_key";
            case RATE_LIMITED -> "rate_limit_exceeded";
            case INVALID_REQUEST, NOT_FOUND -> null;
            default -> code.name().toLowerCase(Locale.ROOT);
        };
    }
}
