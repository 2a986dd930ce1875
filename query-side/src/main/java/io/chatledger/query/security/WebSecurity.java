package io.chatledger.query.security;

import io.chatledger.api.ErrorCode;
import io.chatledger.api.Role;
import io.chatledger.query.web.ProblemWriter;
import io.chatledger.webaccess.BearerToken;
import io.chatledger.webaccess.Scope;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.DisabledException;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.SecurityFilterChain;

/** Who may ask what. */
@Configuration(proxyBeanMethods = false)
class WebSecurity {

    /** Denied like the rest, but told apart: a path that does not exist is not found, whatever roles the caller has. */
    private static final AuthorizationDecision NO_SUCH_PATH = new AuthorizationDecision(false);

    private final ProblemWriter problems;
    private final Callers callers;

    WebSecurity(ProblemWriter problems, Callers callers) {
        this.problems = problems;
        this.callers = callers;
    }

    @Bean
    SecurityFilterChain paths(HttpSecurity http) throws Exception {
        return http
                .authorizeHttpRequests(paths -> paths
                        .requestMatchers(EndpointRequest.to("health", "prometheus")).permitAll()
                        .dispatcherTypeMatchers(DispatcherType.ERROR).permitAll()
                        .requestMatchers("/api/tokens", "/api/tokens/history", "/api/usage")
                        .hasAnyAuthority("ROLE_" + Role.USER, Scope.READ.authority())
                        .requestMatchers("/api/chat", "/api/conversations", "/api/conversations/*",
                                "/api/conversations/*/text", "/api/user/profile", "/api/user/acts")
                        .hasRole(Role.USER.name())
                        .requestMatchers("/api/admin/users/**", "/api/admin/acts", "/api/admin/overview")
                        .hasRole(Role.ADMIN.name())
                        .requestMatchers("/api/audit/**").hasAnyRole(Role.AUDITOR.name(), Role.ADMIN.name())
                        .requestMatchers("/api/ops/**").hasAnyRole(Role.OPERATOR.name(), Role.ADMIN.name())
                        .anyRequest().access((caller, request) -> NO_SUCH_PATH))
                .oauth2ResourceServer(tokens -> tokens
                        .bearerTokenResolver(new BearerToken())
                        .jwt(jwt -> jwt.jwtAuthenticationConverter(callers))
                        .authenticationEntryPoint(this::unauthenticated)
                        .accessDeniedHandler(this::denied))
                .exceptionHandling(denials -> denials
                        .authenticationEntryPoint(this::unauthenticated)
                        .accessDeniedHandler(this::denied))
                // The access token comes in a header: no cookies, hence no sessions and no requests to forge.
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable)
                // The gateway's business.
                .headers(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .build();
    }

    private void unauthenticated(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException problem)
            throws IOException {
        if (problem instanceof KeysUnavailable) {
            response.setHeader(HttpHeaders.RETRY_AFTER, "1");
            problems.write(
                    request, response, ErrorCode.UNAVAILABLE, "Access tokens cannot be verified yet; try again soon.");
            return;
        }
        if (problem instanceof DisabledException) {
            problems.write(request, response, ErrorCode.SUSPENDED, "This account is suspended.");
            return;
        }
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        problems.write(request, response, ErrorCode.UNAUTHENTICATED, "A valid access token is required.");
    }

    private void denied(HttpServletRequest request, HttpServletResponse response, AccessDeniedException denial)
            throws IOException {
        if (denial instanceof AuthorizationDeniedException denied && denied.getAuthorizationResult() == NO_SUCH_PATH) {
            problems.write(request, response, ErrorCode.NOT_FOUND, "There is nothing under this path.");
        } else {
            problems.write(request, response, ErrorCode.FORBIDDEN, "You do not have the role that this needs.");
        }
    }
}
