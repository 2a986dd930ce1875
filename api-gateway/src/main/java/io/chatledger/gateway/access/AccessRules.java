package io.chatledger.gateway.access;

import io.chatledger.gateway.limit.AddressLimit;
import io.chatledger.gateway.problem.Problems;
import io.chatledger.gateway.routing.Routes;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.AuthenticationManagerResolver;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.header.HeaderWriter;
import org.springframework.security.web.header.writers.ContentSecurityPolicyHeaderWriter;
import org.springframework.security.web.header.writers.DelegatingRequestMatcherHeaderWriter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.header.writers.StaticHeadersWriter;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.NegatedRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Who may call what. No cookie opens anything here, hence there is no cross-site request forgery to guard against; the
 * one that holds a page's refresh token has guards of its own.
 */
@Configuration(proxyBeanMethods = false)
class AccessRules {

    private static final RequestMatcher DOCUMENTATION = PathPatternRequestMatcher.pathPattern("/docs/**");

    /** Swagger UI sets styles from scripts and has its icons in the style sheet; everything else is our own. */
    private static final HeaderWriter DOCUMENTATION_POLICY = new ContentSecurityPolicyHeaderWriter(
            "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'");

    /** Nothing else is a page. */
    private static final HeaderWriter NO_PAGE_POLICY =
            new ContentSecurityPolicyHeaderWriter("default-src 'none'; frame-ancestors 'none'");

    @Bean
    SecurityFilterChain accessRulesChain(
            HttpSecurity http,
            Routes routes,
            AccessTokenResolver resolver,
            JwtDecoder decoder,
            ExchangedCallers exchanged,
            AddressLimit limit,
            Problems problems) {
        var strangers = new Strangers(limit, problems);
        // The health check, at its own port, is neither counted nor refused.
        return http.securityMatcher(new NegatedRequestMatcher(EndpointRequest.toAnyEndpoint()))
                .authorizeHttpRequests(requests -> requests
                        .requestMatchers(routes::needsCaller).authenticated()
                        // Public calls, the documentation, and what does not exist.
                        .anyRequest().permitAll())
                .addFilter(callers(resolver, decoder, exchanged, strangers))
                .addFilterBefore(strangers, AuthorizationFilter.class)
                .exceptionHandling(refusals -> refusals
                        .authenticationEntryPoint(problems::write)
                        .accessDeniedHandler(problems::write))
                .headers(headers -> headers
                        .cacheControl(cache -> cache.disable())
                        .addHeaderWriter(new StaticHeadersWriter(HttpHeaders.CACHE_CONTROL, "no-store"))
                        .addHeaderWriter(new DelegatingRequestMatcherHeaderWriter(DOCUMENTATION, DOCUMENTATION_POLICY))
                        .addHeaderWriter(new DelegatingRequestMatcherHeaderWriter(
                                new NegatedRequestMatcher(DOCUMENTATION), NO_PAGE_POLICY))
                        .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.NO_REFERRER))
                        // What else stands under the same domain is not ours to decide.
                        .httpStrictTransportSecurity(https -> https.includeSubDomains(false)))
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .build();
    }

    /** By hand, because the resource server's configurer would also publish a metadata document and speak DPoP. */
    private static BearerTokenAuthenticationFilter callers(
            AccessTokenResolver resolver, JwtDecoder decoder, ExchangedCallers exchanged, Strangers strangers) {
        var accessTokens = new ProviderManager(new JwtAuthenticationProvider(decoder));
        AuthenticationManagerResolver<HttpServletRequest> callers = request -> caller ->
                caller.getCredentials() instanceof String token && OpaqueCredential.isOne(token)
                        ? exchanged.authenticate(token, request)
                        : accessTokens.authenticate(caller);
        var filter = new BearerTokenAuthenticationFilter(callers);
        filter.setBearerTokenResolver(resolver);
        filter.setAuthenticationEntryPoint(strangers::refuse);
        // The default would throw what does not blame the token.
        filter.setAuthenticationFailureHandler(strangers::refuse);
        return filter;
    }
}
