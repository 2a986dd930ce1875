package io.chatledger.command.account;

import static java.util.Objects.requireNonNull;

import io.chatledger.api.ErrorCode;
import io.chatledger.api.InvalidValue;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request that was understood and is refused; nothing has happened. */
public final class Refusal extends RuntimeException {

    /** The detail that says how many seconds there are to wait. */
    public static final String RETRY_AFTER = "retry_after";

    private final ErrorCode code;
    private final Map<String, Object> details;
    private final Map<String, String> headers;
    private final @Nullable InvalidValue invalid;

    /**
     * @param detail  one sentence for the caller
     * @param details what the code adds to the problem, by the names that clients see
     * @param headers that go with it
     */
    public Refusal(ErrorCode code, String detail, Map<String, Object> details, Map<String, String> headers) {
        this(code, detail, details, headers, null);
    }

    private Refusal(
            ErrorCode code,
            String detail,
            Map<String, Object> details,
            Map<String, String> headers,
            @Nullable InvalidValue invalid) {
        super(detail, null, false, false);
        this.code = code;
        this.details = details;
        this.headers = headers;
        this.invalid = invalid;
    }

    /** {@link ErrorCode#INVALID_REQUEST}: a value that could be, but not now or not here. */
    static Refusal of(InvalidValue invalid) {
        return new Refusal(
                ErrorCode.INVALID_REQUEST,
                invalid.field() + " " + invalid.getMessage(),
                Map.of(),
                Map.of(),
                invalid);
    }

    public Refusal(ErrorCode code, String detail, Map<String, Object> details) {
        this(code, detail, details, Map.of());
    }

    public Refusal(ErrorCode code, String detail) {
        this(code, detail, Map.of());
    }

    /**
     * @param code {@code RATE_LIMITED} or {@code UNAVAILABLE}
     * @param wait until it is worth another try
     */
    public static Refusal later(ErrorCode code, String detail, Duration wait) {
        long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
        return new Refusal(
                code, detail, Map.of(RETRY_AFTER, seconds), Map.of("Retry-After", String.valueOf(seconds)));
    }

    /** @param wait until it is worth another try */
    public static Refusal rateLimited(Duration wait) {
        long seconds = wait.plusMillis(999).toSeconds();
        return new Refusal(
                ErrorCode.RATE_LIMITED,
                "Too many attempts; try again in %d s.".formatted(seconds),
                Map.of(RETRY_AFTER, seconds));
    }

    public static Refusal noSuchAccount() {
        return new Refusal(ErrorCode.NOT_FOUND, "There is no such account.");
    }

    static Refusal outOfTokens(long required, long available) {
        return new Refusal(
                ErrorCode.OUT_OF_TOKENS,
                "Out of tokens: this needs %d, and %d are available.".formatted(required, available),
                Map.of("required", required, "remaining_tokens", available));
    }

    static Refusal outOfBudget(long required, long left) {
        return new Refusal(
                ErrorCode.OUT_OF_TOKENS,
                "Out of tokens: this needs %d, and the budget of this API key has %d left.".formatted(required, left),
                Map.of("required", required, "remaining_tokens", left));
    }

    public ErrorCode code() {
        return code;
    }

    public Map<String, Object> details() {
        return details;
    }

    public Map<String, String> headers() {
        return headers;
    }

    /** What is wrong with one field; null if it is the request as a whole. */
    public @Nullable InvalidValue invalid() {
        return invalid;
    }

    @Override
    public String getMessage() {
        return requireNonNull(super.getMessage());
    }
}
