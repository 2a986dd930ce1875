package io.chatledger.api;

/** Every way in which a request can be refused, as clients see it: the {@code code} of an RFC 9457 problem. */
public enum ErrorCode {
    INVALID_REQUEST(400, "Invalid request"),
    UNAUTHENTICATED(401, "Authentication required"),
    BAD_CREDENTIALS(401, "Wrong username or password"),
    OUT_OF_TOKENS(402, "Out of tokens"),
    FORBIDDEN(403, "Forbidden"),
    SUSPENDED(403, "Account suspended"),
    NOT_FOUND(404, "Not found"),
    METHOD_NOT_ALLOWED(405, "Method not allowed"),
    USERNAME_TAKEN(409, "Username taken"),
    EMAIL_TAKEN(409, "Email taken"),
    IN_PROGRESS(409, "Still in progress"),
    CANCELLED(409, "Cancelled"),
    TOO_LARGE(413, "Request too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "Unsupported media type"),
    IDEMPOTENCY_KEY_REUSED(422, "Idempotency key reused"),
    RATE_LIMITED(429, "Too many requests"),
    INTERNAL(500, "Internal error"),
    PROVIDER_FAILED(502, "The model failed"),
    UNAVAILABLE(503, "Temporarily unavailable"),
    PROVIDER_TIMEOUT(504, "The model did not answer in time");

    private final int status;
    private final String title;

    ErrorCode(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /** The HTTP status that goes with it. */
    public int status() {
        return status;
    }

    /** Short, for people, the same for every occurrence. */
    public String title() {
        return title;
    }
}
