package io.chatledger.command.access;

import io.chatledger.api.Role;
import io.chatledger.command.revocation.Callers;
import io.chatledger.command.signing.SigningKeys;
import io.chatledger.webaccess.AccessTokenDecoder;
import io.chatledger.webaccess.BearerToken;
import io.chatledger.webaccess.Scope;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** Denies by default: what is not named here is for nobody, and every access token is verified here again. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication
class AccessRules {

    @Bean
    SecurityFilterChain securityFilterChain(
            HttpSecurity http,
            JwtDecoder accessTokens,
            Callers callers,
            @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
        AuthenticationEntryPoint refuse =
                (request, response, failure) -> problems.resolveException(request, response, null, failure);
        return http.authorizeHttpRequests(requests -> requests
                        .requestMatchers(EndpointRequest.to("health", "prometheus"))
                        .permitAll()
                        .requestMatchers(HttpMethod.POST,
                                "/api/register", "/api/login", "/api/token/refresh", "/api/logout",
                                "/api/verify-email", "/api/password-reset", "/api/password-reset/confirm",
                                "/internal/token-exchange")
                        .permitAll()
                        .requestMatchers(HttpMethod.GET,
                                "/.well-known/jwks.json", "/.well-known/revocations",
                                "/api/audit/log/key", "/api/audit/log/keys")
                        .permitAll()
                        .requestMatchers("/api/admin/**")
                        .hasRole(Role.ADMIN.name())
                        .requestMatchers("/api/ops/**")
                        .hasAnyRole(Role.OPERATOR.name(), Role.ADMIN.name())
                        .requestMatchers(HttpMethod.GET, "/api/audit/log/**")
                        .hasAnyRole(Role.AUDITOR.name(), Role.ADMIN.name())
                        .requestMatchers("/v1/**", "/api/chat", "/api/chat/*/cancel")
                        .hasAnyAuthority("ROLE_" + Role.USER, Scope.CHAT.authority())
                        .requestMatchers(HttpMethod.GET, "/api/chat/*/receipt", "/api/tokens/history/*/receipt")
                        .hasRole(Role.USER.name())
                        .requestMatchers("/api/conversations/*", "/api/user", "/api/user/**")
                        .hasRole(Role.USER.name())
                        .anyRequest()
                        .denyAll())
                .addFilter(bearers(accessTokens, callers, refuse))
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
            AuthenticationEntryPoint refuse) {
        var jwts = new JwtAuthenticationProvider(accessTokens);
        jwts.setJwtAuthenticationConverter(callers);
        var filter = new BearerTokenAuthenticationFilter(new ProviderManager(jwts));
        filter.setBearerTokenResolver(new BearerToken());
        // The default would throw what does not blame the token.
        filter.setAuthenticationFailureHandler(refuse::commence);
        return filter;
    }

    @Bean
    JwtDecoder jwtDecoder(SigningKeys keys, AccessSettings settings) {
        return new AccessTokenDecoder(
                (selector, context) -> selector.select(keys.published()),
                settings.rememberedTokens(),
                settings.tokensRememberedFor());
    }
}
