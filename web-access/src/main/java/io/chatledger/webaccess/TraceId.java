package io.chatledger.webaccess;

import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** The id under which everything that one request causes is logged, in every application. */
public final class TraceId {

    /** Carries it in requests, from clients to the gateway and from there to the sides, and back in responses. */
    public static final String HEADER = "X-Request-Id";

    /** Its name in log lines. */
    static final String LOGGED_AS = "trace_id";

    private static final String ATTRIBUTE = TraceId.class.getName();
    private static final Pattern ACCEPTED = Pattern.compile("[A-Za-z0-9-]{8,64}");

    private TraceId() {}

    /**
     * The one that came with the request, if it is well-formed, else a new one; always the same for the same request.
     */
    public static String of(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof String known) {
            return known;
        }
        String given = request.getHeader(HEADER);
        String id = given != null && ACCEPTED.matcher(given).matches()
                ? given
                : UUID.randomUUID().toString().replace("-", "");
        request.setAttribute(ATTRIBUTE, id);
        return id;
    }

    /** That of the request which this thread handles; null if it handles none. */
    public static @Nullable String current() {
        return MDC.get(LOGGED_AS);
    }
}
