package io.chatledger.webaccess;

import com.github.benmanes.caffeine.cache.Ticker;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.chatledger.api.AccountId;
import io.chatledger.api.InvalidValue;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/**
 * What is an access token of ours: a JWT by the profile of RFC 9068, signed by command-side with ES256, for an account
 * and a session. Nothing else is believed, in none of the three applications.
 */
public final class AccessTokenDecoder implements JwtDecoder {

    /** Issuer and audience: this system speaks to itself. */
    public static final String ISSUER = "chatledger";

    /** The type in the header (RFC 9068, section 2.1). */
    public static final String TYPE = "at+jwt";

    /**
     * The claim that names the session (OpenID Connect Front-Channel Logout 1.0, section 3), or the API key that the
     * token stands for: what ends, the token ends with.
     */
    public static final String SESSION = "sid";

    /** The claim that lists the roles, by their names. */
    public static final String ROLES = "roles";

    /** The claim that lists the scopes of an API key, with spaces between them (RFC 9068, section 2.2.3). */
    public static final String SCOPE = "scope";

    private final JwtDecoder remembered;

    /**
     * @param keys          that may have signed it
     * @param most          good tokens to remember at once
     * @param rememberedFor how long each, at most: so long a withdrawn key may still be believed
     */
    public AccessTokenDecoder(JWKSource<SecurityContext> keys, int most, Duration rememberedFor) {
        var processor = new DefaultJWTProcessor<SecurityContext>();
        // One algorithm and no other: neither "none" nor an HMAC keyed with the public key.
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.ES256, keys));
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType(TYPE)));
        // All claims are verified below.
        processor.setJWTClaimsSetVerifier((claims, context) -> {});
        var verifier = new NimbusJwtDecoder(processor);
        verifier.setJwtValidator(claims());
        this.remembered = new RememberedTokens(verifier, most, rememberedFor, Ticker.systemTicker());
    }

    @Override
    public Jwt decode(String token) throws JwtException {
        return remembered.decode(token);
    }

    private static OAuth2TokenValidator<Jwt> claims() {
        var lifetime = new JwtTimestampValidator();
        // By default a token without an end is taken for one that never ends.
        lifetime.setAllowEmptyExpiryClaim(false);
        return new DelegatingOAuth2TokenValidator<>(
                lifetime,
                new JwtIssuerValidator(ISSUER),
                new JwtClaimValidator<@Nullable List<String>>(
                        JwtClaimNames.AUD, audience -> audience != null && audience.contains(ISSUER)),
                new JwtClaimValidator<>(JwtClaimNames.SUB, AccessTokenDecoder::isAccountId),
                new JwtClaimValidator<>(SESSION, AccessTokenDecoder::isUuid));
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
