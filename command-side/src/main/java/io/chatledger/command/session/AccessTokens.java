package io.chatledger.command.session;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import io.chatledger.command.account.AccountClaim;
import io.chatledger.webaccess.AccessTokenDecoder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.stereotype.Component;

/** Issues access tokens: JWTs by the profile of RFC 9068, valid for minutes. */
@Component
public class AccessTokens {

    private final SigningKeys keys;
    private final Clock clock;
    private final Supplier<UUID> ids;
    private final Duration lifetime;

    AccessTokens(
            SigningKeys keys,
            Clock clock,
            Supplier<UUID> ids,
            @Value("${chatledger.access-token-lifetime}") Duration lifetime) {
        this.keys = keys;
        this.clock = clock;
        this.ids = ids;
        this.lifetime = lifetime;
    }

    String issue(AccountClaim account, UUID sessionId) {
        Instant now = clock.instant();
        ECKey key = keys.signing();
        var header = JwsHeader.with(SignatureAlgorithm.ES256).keyId(key.getKeyID()).type(AccessTokenDecoder.TYPE).build();
        var claims = JwtClaimsSet.builder()
                .issuer(AccessTokenDecoder.ISSUER)
                .audience(List.of(AccessTokenDecoder.ISSUER))
                .subject(account.accountId().toString())
                .issuedAt(now)
                .expiresAt(now.plus(lifetime))
                .id(ids.get().toString())
                .claim("username", account.username())
                .claim(AccessTokenDecoder.SESSION, sessionId.toString())
                .claim(AccessTokenDecoder.ROLES, account.roles().stream().map(Enum::name).toList())
                .build();
        var encoder = new NimbusJwtEncoder(new ImmutableJWKSet<>(new JWKSet(key)));
        return encoder.encode(JwtEncoderParameters.from(header, claims)).getTokenValue();
    }

    Duration lifetime() {
        return lifetime;
    }
}
