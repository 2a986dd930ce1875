package io.chatledger.query.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Gives each request the trace id that the gateway has given it, for logs and problems; a new one if it has none. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class TraceFilter extends OncePerRequestFilter {

    private static final String HEADER = "X-Request-Id";
    private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9-]{8,64}");
    /** In the mapped diagnostic context of the logs, and among the request's attributes. */
    private static final String NAME = "trace_id";

    /** The trace id of a request that has passed through here. */
    public static String traceId(HttpServletRequest request) {
        return String.valueOf(request.getAttribute(NAME));
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String traceId = wellFormed(request.getHeader(HEADER));
        request.setAttribute(NAME, traceId);
        response.setHeader(HEADER, traceId);
        try (var _ = MDC.putCloseable(NAME, traceId)) {
            chain.doFilter(request, response);
        }
    }

    private static String wellFormed(@Nullable String given) {
        return given != null && WELL_FORMED.matcher(given).matches() ? given
                : UUID.randomUUID().toString().replace("-", "");
    }
}
