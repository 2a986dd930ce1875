package io.chatledger.webaccess;

import org.jspecify.annotations.Nullable;

/** In whose words a refusal is told, by the path that was asked for. */
public enum Dialect {
    /** RFC 9457. */
    OURS,
    OPENAI,
    ANTHROPIC;

    private static final String MESSAGES = "/v1/messages";

    /** @param path of the request; null if nothing could be made of the request line */
    public static Dialect at(@Nullable String path) {
        if (path == null || !path.equals("/v1") && !path.startsWith("/v1/")) {
            return OURS;
        }
        return path.equals(MESSAGES) || path.startsWith(MESSAGES + "/") ? ANTHROPIC : OPENAI;
    }

    /** The body that says it. */
    public Object body(Problem problem) {
        return switch (this) {
            case OURS -> problem;
            case OPENAI -> OpenAiError.of(problem);
            case ANTHROPIC -> AnthropicError.of(problem);
        };
    }
}
