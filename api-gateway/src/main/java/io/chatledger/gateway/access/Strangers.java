package io.chatledger.gateway.access;

import io.chatledger.gateway.limit.AddressLimit;
import io.chatledger.gateway.problem.Problems;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.filter.OncePerRequestFilter;

/** Counts what an address asks without valid credentials. Who has some is counted as an account, by command-side. */
final class Strangers extends OncePerRequestFilter {

    private final AddressLimit limit;
    private final Problems problems;

    Strangers(AddressLimit limit, Problems problems) {
        this.limit = limit;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        switch (SecurityContextHolder.getContext().getAuthentication()) {
            case JwtAuthenticationToken _ -> chain.doFilter(request, response);
            case null, default -> {
                limit.count(request, response);
                chain.doFilter(request, response);
            }
        }
    }

    /** For a token that is not good. One that cannot be verified at the moment says nothing about its bearer. */
    void refuse(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        if (!(failure instanceof AuthenticationServiceException)) {
            limit.count(request, response);
        }
        problems.write(request, response, failure);
    }
}
