package io.chatledger.gateway.access;

import java.time.Duration;
import java.util.List;

import com.github.benmanes.caffeine.cache.Ticker;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.chatledger.api.AccountId;
import io.chatledger.api.InvalidValue;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/** What makes an access token: a JWT as RFC 9068 has it, signed by command-side with ES256, for an account. */
@Configuration(proxyBeanMethods = false)
class AccessTokenDecoder {

    private static final JOSEObjectType ACCESS_TOKEN = new JOSEObjectType("at+jwt");
    private static final String CHATLEDGER = "chatledger";

    @Bean
    JwtDecoder jwtDecoder(
            SigningKeys keys,
            @Value("${chatledger.remembered-tokens}") int rememberedTokens,
            @Value("${chatledger.tokens-remembered-for}") Duration rememberedFor) {
        var processor = new DefaultJWTProcessor<SecurityContext>();
        // One algorithm and no other: neither "none" nor an HMAC keyed with the public key.
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.ES256, keys));
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(ACCESS_TOKEN));
        // All claims are verified below.
        processor.setJWTClaimsSetVerifier((claims, context) -> {});
        var decoder = new NimbusJwtDecoder(processor);
        decoder.setJwtValidator(claims());
        return new RememberedTokens(decoder, rememberedTokens, rememberedFor, Ticker.systemTicker());
    }

    private static OAuth2TokenValidator<Jwt> claims() {
        var lifetime = new JwtTimestampValidator();
        lifetime.setAllowEmptyExpiryClaim(false);
        return new DelegatingOAuth2TokenValidator<>(
                lifetime,
                new JwtIssuerValidator(CHATLEDGER),
                new JwtClaimValidator<List<String>>(
                        JwtClaimNames.AUD, audience -> audience != null && audience.contains(CHATLEDGER)),
                new JwtClaimValidator<String>(JwtClaimNames.SUB, AccessTokenDecoder::isAccountId));
    }

    private static boolean isAccountId(String subject) {
        try {
            return subject != null && AccountId.parse(subject) != null;
        } catch (InvalidValue e) {
            return false;
        }
    }
}
