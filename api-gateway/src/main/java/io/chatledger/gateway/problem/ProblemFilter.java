package io.chatledger.gateway.problem;

import jakarta.servlet.FilterChain;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Answers for what goes wrong before a handler is reached, while access is decided. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
class ProblemFilter extends OncePerRequestFilter {

    private final Problems problems;

    ProblemFilter(Problems problems) {
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            chain.doFilter(request, response);
        } catch (ServletException | IOException | RuntimeException e) {
            if (isRefusedByContainer(request)) {
                return;
            }
            if (response.isCommitted()) {
                throw e;
            }
            problems.write(request, response, e);
        }
    }

    /**
     * Whether reading the body failed. Tomcat has then set the status and takes no more of an answer, but words for it:
     * see {@link ContainerErrors}. An exception would only turn the client's mistake into one of ours.
     */
    private static boolean isRefusedByContainer(HttpServletRequest request) {
        return request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof IOException;
    }
}
