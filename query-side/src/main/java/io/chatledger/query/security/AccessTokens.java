package io.chatledger.query.security;

import com.github.benmanes.caffeine.cache.Ticker;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.chatledger.api.AccountId;
import io.chatledger.api.InvalidValue;
import io.chatledger.query.QuerySettings;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/** What is an access token of ours (RFC 9068: ES256, {@code typ: at+jwt}). */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class AccessTokens {

    private static final String ISSUER_AND_AUDIENCE = "chatledger";

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
                new JwtClaimValidator<>(JwtClaimNames.SUB, AccessTokens::isAccountId),
                new JwtClaimValidator<>(Callers.SESSION, AccessTokens::isUuid)));
        JwtDecoder remembering = new RememberedTokens(
                decoder, settings.rememberedTokens(), settings.tokensRememberedFor(), Ticker.systemTicker());
        return token -> {
            try {
                return remembering.decode(token);
            } catch (BadJwtException bad) {
                throw bad;
            } catch (JwtException away) {
                // Says nothing about the token: the keys could not be had.
                throw new KeysUnavailable(away);
            }
        };
    }

    private static boolean isAccountId(@Nullable Object subject) {
        try {
            return subject instanceof String text && AccountId.parse(text) != null;
        } catch (InvalidValue noId) {
            return false;
        }
    }

    private static boolean isUuid(@Nullable Object claim) {
        try {
            return claim instanceof String text && UUID.fromString(text) != null;
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }
}
