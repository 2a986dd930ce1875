package io.chatledger.gateway.problem;

import java.util.Map;

import io.chatledger.api.ErrorCode;

/** A call that the gateway itself turns down. The message is for the client. */
public final class Refusal extends RuntimeException {

    private final ErrorCode code;
    private final Map<String, String> headers;

    public Refusal(ErrorCode code, String detail) {
        this(code, detail, Map.of());
    }

    /** @param headers of the response, besides those that belong to the code anyway */
    public Refusal(ErrorCode code, String detail, Map<String, String> headers) {
        // Expected, and told apart by its code: a stack trace would only cost time.
        super(detail, null, false, false);
        this.code = code;
        this.headers = headers;
    }

    ErrorCode code() {
        return code;
    }

    Map<String, String> headers() {
        return headers;
    }
}
