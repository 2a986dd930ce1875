package io.chatledger.query.security;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.chatledger.api.AccountId;
import io.chatledger.api.InvalidValue;
import io.chatledger.api.Role;
import io.chatledger.query.QuerySettings;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/** What is an access token of ours (RFC 9068: ES256, {@code typ: at+jwt}), and who it says is asking. */
@Configuration(proxyBeanMethods = false)
class AccessTokens {

    private static final String ISSUER_AND_AUDIENCE = "chatledger";
    private static final String ROLES = "roles";

    @Bean
    JwtDecoder jwtDecoder(QuerySettings settings) {
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType("at+jwt")));
        processor.setJWSKeySelector(
                new JWSVerificationKeySelector<>(JWSAlgorithm.ES256, new PublishedKeys(settings.jwkSetUri())));
        // The claims are checked below, once.
        processor.setJWTClaimsSetVerifier((claims, context) -> {});
        NimbusJwtDecoder decoder = new NimbusJwtDecoder(processor);
        JwtTimestampValidator timestamps = new JwtTimestampValidator();
        // By default a token without an end is taken for one that never ends.
        timestamps.setAllowEmptyExpiryClaim(false);
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
                timestamps,
                new JwtIssuerValidator(ISSUER_AND_AUDIENCE),
                new JwtClaimValidator<@Nullable List<String>>(
                        JwtClaimNames.AUD, audience -> audience != null && audience.contains(ISSUER_AND_AUDIENCE)),
                new JwtClaimValidator<>(JwtClaimNames.SUB, AccessTokens::isAccountId)));
        return token -> {
            try {
                return decoder.decode(token);
            } catch (BadJwtException bad) {
                throw bad;
            } catch (JwtException away) {
                // Says nothing about the token: the keys could not be had.
                throw new KeysUnavailable(away);
            }
        };
    }

    /** The caller, as controllers get it: the principal is an {@link AccountId}. */
    static AbstractAuthenticationToken caller(Jwt token) {
        List<String> roles = token.hasClaim(ROLES) ? token.getClaimAsStringList(ROLES) : List.of();
        List<GrantedAuthority> authorities = Arrays.stream(Role.values())
                .map(Role::name)
                .filter(roles::contains)
                .<GrantedAuthority>map(role -> new SimpleGrantedAuthority("ROLE_" + role))
                .toList();
        return new JwtAuthenticationToken(token, AccountId.parse(token.getSubject()), authorities);
    }

    private static boolean isAccountId(@Nullable Object subject) {
        try {
            return subject instanceof String text && AccountId.parse(text) != null;
        } catch (InvalidValue noId) {
            return false;
        }
    }
}
