package io.chatledger.gateway.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsProcessor;
import org.springframework.web.cors.CorsUtils;
import org.springframework.web.cors.DefaultCorsProcessor;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets scripts of the listed sites call, with a token that they have themselves (Fetch standard, section 3.3). For all
 * others a preflight is an {@code OPTIONS} like any other. Spring would not let it reach the handler that knows the
 * methods of its path, and the servlet would list all that there are.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 30)
class CrossOrigin extends OncePerRequestFilter {

    private static final Duration PREFLIGHT_LIFETIME = Duration.ofHours(1);

    private final Set<String> allowedOrigins;
    private final CorsConfiguration allowed = new CorsConfiguration();
    private final CorsProcessor answers = new DefaultCorsProcessor();

    CrossOrigin(CrossOriginSettings settings) {
        this.allowedOrigins = settings.allowedOrigins();
        allowed.setAllowedOrigins(List.copyOf(allowedOrigins));
        allowed.setAllowedMethods(List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"));
        // None of them is a credential of the browser's.
        allowed.addAllowedHeader(CorsConfiguration.ALL);
        allowed.setAllowCredentials(false);
        allowed.setExposedHeaders(List.of(
                "X-Request-Id", "Idempotent-Replayed", "Model-Provider", "x-should-retry", "RateLimit",
                "RateLimit-Policy", HttpHeaders.RETRY_AFTER, HttpHeaders.LOCATION));
        allowed.setMaxAge(PREFLIGHT_LIFETIME);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (origin == null || !allowedOrigins.contains(origin)) {
            chain.doFilter(new Unmarked(request), response);
        } else if (answers.processRequest(allowed, request, response) && !CorsUtils.isPreFlightRequest(request)) {
            chain.doFilter(new Unmarked(request), response);
        }
    }

    private static final class Unmarked extends HttpServletRequestWrapper {

        Unmarked(HttpServletRequest request) {
            super(request);
        }

        @Override
        public @Nullable String getHeader(String name) {
            return name.equalsIgnoreCase(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD) ? null : super.getHeader(name);
        }
    }
}
