package io.chatledger.command.signing;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import io.chatledger.api.AccountId;
import io.chatledger.api.ErrorCode;
import io.chatledger.command.account.AccountClaim;
import io.chatledger.command.account.AccountClaims;
import io.chatledger.command.account.Refusal;
import io.chatledger.webaccess.AccessTokenDecoder;
import io.chatledger.webaccess.Scope;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.stereotype.Component;

/** Issues access tokens: JWTs by the profile of RFC 9068, valid for minutes. */
@Component
public class AccessTokens {

    /** An access token in exchange for something that is none. */
    public record Exchanged(String value, Duration lifetime) {}

    private final AccountClaims claims;
    private final SigningKeys keys;
    private final Clock clock;
    private final Supplier<UUID> ids;
    private final Duration lifetime;
    private final Duration exchangedLifetime;

    AccessTokens(
            AccountClaims claims,
            SigningKeys keys,
            Clock clock,
            Supplier<UUID> ids,
            SigningSettings settings) {
        this.claims = claims;
        this.keys = keys;
        this.clock = clock;
        this.ids = ids;
        this.lifetime = settings.accessTokenLifetime();
        this.exchangedLifetime = settings.exchangedTokenLifetime();
    }

    /** For a session. */
    public String issue(AccountClaim account, UUID sessionId) {
        return issue(account, sessionId, clock.instant().plus(lifetime), rolesOf(account)).value();
    }

    /**
     * For a session token.
     *
     * @param latestEnd when the session ends unless it is used
     */
    public Exchanged exchange(AccountClaim account, UUID sessionId, Instant latestEnd) {
        Instant end = clock.instant().plus(exchangedLifetime);
        return issue(account, sessionId, end.isBefore(latestEnd) ? end : latestEnd, rolesOf(account));
    }

    /**
     * For an API key, which has scopes and no roles. Empty if its account is closed.
     *
     * @throws Refusal {@link ErrorCode#SUSPENDED}
     */
    public Optional<Exchanged> exchange(
            AccountId accountId,
            UUID keyId,
            Collection<Scope> scopes,
            KeyBounds bounds) {
        String names = scopes.stream().map(Scope::value).collect(Collectors.joining(" "));
        Instant usual = clock.instant().plus(exchangedLifetime);
        Instant latestEnd = bounds.expiresAt();
        Instant end = latestEnd == null || usual.isBefore(latestEnd) ? usual : latestEnd;
        var rights = new HashMap<String, Object>(bounds.claims());
        rights.put(AccessTokenDecoder.SCOPE, names);
        return claims.findById(accountId.value())
                .map(AccountClaim::requireActive)
                .map(account -> issue(account, keyId, end, rights));
    }

    private Exchanged issue(AccountClaim account, UUID sessionId, Instant end, Map<String, Object> rights) {
        Instant now = clock.instant();
        ECKey key = keys.signing();
        var header = JwsHeader.with(SignatureAlgorithm.ES256).keyId(key.getKeyID()).type(AccessTokenDecoder.TYPE)
                .build();
        var claims = JwtClaimsSet.builder()
                .issuer(AccessTokenDecoder.ISSUER)
                .audience(List.of(AccessTokenDecoder.ISSUER))
                .subject(account.accountId().toString())
                .issuedAt(now)
                .expiresAt(end)
                .id(ids.get().toString())
                .claim("username", account.username())
                .claim(AccessTokenDecoder.SESSION, sessionId.toString())
                .claims(all -> all.putAll(rights))
                .build();
        var encoder = new NimbusJwtEncoder(new ImmutableJWKSet<>(new JWKSet(key)));
        String token = encoder.encode(JwtEncoderParameters.from(header, claims)).getTokenValue();
        return new Exchanged(token, Duration.between(now, end));
    }

    private static Map<String, Object> rolesOf(AccountClaim account) {
        return Map.of(AccessTokenDecoder.ROLES, account.roles().stream().map(Enum::name).toList());
    }

    /** Of those that are not exchanged for anything. */
    public Duration lifetime() {
        return lifetime;
    }
}
