package io.chatledger.command.web;

import com.github.benmanes.caffeine.cache.Ticker;
import com.nimbusds.jose.proc.JOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.SecurityContext;
import io.chatledger.api.Role;
import io.chatledger.command.key.ApiKeyAuthenticationProvider;
import io.chatledger.command.session.AccessTokens;
import io.chatledger.command.session.Callers;
import io.chatledger.command.session.SigningKeys;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** Denies by default: what is not named here is for nobody, and every access token is verified here again. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication
class SecurityConfiguration {

    private static final String SCHEME = "Bearer ";

    /** As strict as by default, but not by a pattern: each look at a header checks the whole of it again. */
    @Bean
    HttpFirewall firewall() {
        var firewall = new StrictHttpFirewall();
        firewall.setAllowedHeaderValues(value -> value.chars().allMatch(c -> c == '\t' || !Character.isISOControl(c)));
        return firewall;
    }

    @Bean
    SecurityFilterChain securityFilterChain(
            HttpSecurity http,
            JwtDecoder accessTokens,
            Callers callers,
            ApiKeyAuthenticationProvider apiKeys,
            @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
        AuthenticationEntryPoint refuse =
                (request, response, failure) -> problems.resolveException(request, response, null, failure);
        return http.authorizeHttpRequests(requests -> requests
                        .requestMatchers(EndpointRequest.to("health"))
                        .permitAll()
                        .requestMatchers(HttpMethod.POST,
                                "/api/register", "/api/login", "/api/token/refresh", "/api/logout",
                                "/api/verify-email", "/api/password-reset", "/api/password-reset/confirm")
                        .permitAll()
                        .requestMatchers(HttpMethod.GET, "/.well-known/jwks.json", "/.well-known/revocations")
                        .permitAll()
                        .requestMatchers("/api/admin/**")
                        .hasRole(Role.ADMIN.name())
                        .requestMatchers("/v1/**", "/api/chat", "/api/chat/*/cancel")
                        .hasAnyAuthority("ROLE_" + Role.USER, ApiKeyAuthenticationProvider.AUTHORITY)
                        .requestMatchers("/api/conversations/*", "/api/user", "/api/user/**")
                        .hasRole(Role.USER.name())
                        .anyRequest()
                        .denyAll())
                .addFilter(bearers(accessTokens, callers, apiKeys, refuse))
                .exceptionHandling(handling -> handling.authenticationEntryPoint(refuse)
                        .accessDeniedHandler((request, response, denial) ->
                                problems.resolveException(request, response, null, denial)))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable) // no cookies
                .headers(AbstractHttpConfigurer::disable) // the gateway's business
                .formLogin(AbstractHttpConfigurer::disable)
                .httpBasic(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .build();
    }

    /** By hand, because the resource server's configurer would also publish a document about us (RFC 9728). */
    private static BearerTokenAuthenticationFilter bearers(
            JwtDecoder accessTokens,
            Callers callers,
            ApiKeyAuthenticationProvider apiKeys,
            AuthenticationEntryPoint refuse) {
        var jwts = new JwtAuthenticationProvider(accessTokens);
        jwts.setJwtAuthenticationConverter(callers::convert);
        var filter = new BearerTokenAuthenticationFilter(new ProviderManager(apiKeys, jwts));
        filter.setBearerTokenResolver(SecurityConfiguration::bearer);
        // The default would throw what does not blame the token.
        filter.setAuthenticationFailureHandler(refuse::commence);
        return filter;
    }

    /** Takes it as it is, because the gateway has looked at each of its characters; what is no token does not verify. */
    private static @Nullable String bearer(HttpServletRequest request) {
        String credentials = request.getHeader(HttpHeaders.AUTHORIZATION);
        boolean some = credentials != null
                && credentials.length() > SCHEME.length()
                && credentials.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        return some ? credentials.substring(SCHEME.length()) : null;
    }

    /** Accepts what {@link AccessTokens} issues and nothing else (RFC 9068, section 4). */
    @Bean
    JwtDecoder jwtDecoder(
            SigningKeys keys,
            @Value("${chatledger.remembered-tokens}") int rememberedTokens,
            @Value("${chatledger.tokens-remembered-for}") Duration rememberedFor) {
        JOSEObjectTypeVerifier<SecurityContext> checkedBelow = (type, context) -> {};
        var decoder = NimbusJwtDecoder.withJwkSource((selector, context) -> selector.select(keys.published()))
                .jwsAlgorithm(SignatureAlgorithm.ES256)
                .jwtProcessorCustomizer(processor -> processor.setJWSTypeVerifier(checkedBelow))
                .build();
        var timestamps = new JwtTimestampValidator();
        timestamps.setAllowEmptyExpiryClaim(false);
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<Jwt>(
                new JwtTypeValidator(AccessTokens.TYPE),
                new JwtIssuerValidator(AccessTokens.ISSUER),
                new JwtClaimValidator<List<String>>(
                        JwtClaimNames.AUD, audience -> audience != null && audience.contains(AccessTokens.ISSUER)),
                new JwtClaimValidator<String>(JwtClaimNames.SUB, SecurityConfiguration::isUuid),
                new JwtClaimValidator<String>(AccessTokens.SESSION, SecurityConfiguration::isUuid),
                timestamps));
        return new RememberedTokens(decoder, rememberedTokens, rememberedFor, Ticker.systemTicker());
    }

    private static boolean isUuid(@Nullable String claim) {
        try {
            return claim != null && UUID.fromString(claim) != null;
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }
}
