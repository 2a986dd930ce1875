package io.chatledger.query.web;

import io.chatledger.api.ErrorCode;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses parameters that cannot be decoded, such as {@code %ff}, which is no UTF-8. The container decodes them when
 * they are first asked for, which otherwise is in the middle of a controller, or never. It comes after security, so
 * that only those who may ask are told.
 */
@Component
final class ParameterFilter extends OncePerRequestFilter {

    private final ProblemWriter problems;

    ParameterFilter(ProblemWriter problems) {
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (decodable(request)) {
            chain.doFilter(request, response);
        } else {
            problems.write(request, response, ErrorCode.INVALID_REQUEST, "The parameters cannot be decoded.");
        }
    }

    private static boolean decodable(HttpServletRequest request) {
        try {
            request.getParameterMap();
            return true;
        } catch (IllegalStateException malformed) {
            // Not logged: its message holds the value.
            return false;
        }
    }
}
