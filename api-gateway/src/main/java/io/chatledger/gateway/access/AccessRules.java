package io.chatledger.gateway.access;

import io.chatledger.gateway.problem.Problems;
import io.chatledger.gateway.routing.Routes;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.header.writers.StaticHeadersWriter;

/** Who may call what. There are no sessions and no cookies, hence no cross-site request forgery to guard against. */
@Configuration(proxyBeanMethods = false)
class AccessRules {

    /** Swagger UI sets styles from scripts and has its icons in the style sheet; everything else is our own. */
    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

    @Bean
    SecurityFilterChain accessRulesChain(
            HttpSecurity http, Routes routes, AccessTokenResolver resolver, JwtDecoder decoder, Problems problems) {
        return http.authorizeHttpRequests(requests -> requests
                        .requestMatchers(routes::needsCaller).authenticated()
                        // Public calls, the documentation, the health check, and what does not exist.
                        .anyRequest().permitAll())
                .addFilter(callers(resolver, decoder, problems))
                .exceptionHandling(refusals -> refusals
                        .authenticationEntryPoint(problems::write)
                        .accessDeniedHandler(problems::write))
                .headers(headers -> headers
                        .cacheControl(cache -> cache.disable())
                        .addHeaderWriter(new StaticHeadersWriter(HttpHeaders.CACHE_CONTROL, "no-store"))
                        .contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT_SECURITY_POLICY)))
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .build();
    }

    /** By hand, because the resource server's configurer would also publish a metadata document and speak DPoP. */
    private static BearerTokenAuthenticationFilter callers(
            AccessTokenResolver resolver, JwtDecoder decoder, Problems problems) {
        var accessTokens = new ProviderManager(new JwtAuthenticationProvider(decoder));
        AuthenticationManager callers = caller ->
                caller.getCredentials() instanceof String token && ApiKey.isOne(token)
                        ? new ApiKey(token)
                        : accessTokens.authenticate(caller);
        var filter = new BearerTokenAuthenticationFilter(callers);
        filter.setBearerTokenResolver(resolver);
        filter.setAuthenticationEntryPoint(problems::write);
        // The default would throw what does not blame the token.
        filter.setAuthenticationFailureHandler(problems::write);
        return filter;
    }
}
