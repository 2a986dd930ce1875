package io.chatledger.gateway;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** Issues access tokens as command-side does, and others that are not quite like that. */
final class Issuer {

    private final ECKey key;

    Issuer(String keyId) {
        try {
            key = new ECKeyGenerator(Curve.P_256).keyID(keyId).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    ECKey key() {
        return key;
    }

    String keySet() {
        return new JWKSet(key).toPublicJWKSet().toString();
    }

    String token() {
        return token(claims -> {});
    }

    String token(Consumer<JWTClaimsSet.Builder> difference) {
        return token("at+jwt", difference);
    }

    String token(String type, Consumer<JWTClaimsSet.Builder> difference) {
        var header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(type == null ? null : new JOSEObjectType(type))
                .keyID(key.getKeyID())
                .build();
        var token = new SignedJWT(header, claims(difference));
        try {
            token.sign(new ECDSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }

    static JWTClaimsSet claims(Consumer<JWTClaimsSet.Builder> difference) {
        Instant now = Instant.now();
        var claims = new JWTClaimsSet.Builder()
                .issuer("chatledger")
                .audience("chatledger")
                .subject(UUID.randomUUID().toString())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(Duration.ofMinutes(15))))
                .jwtID(UUID.randomUUID().toString())
                .claim("sid", UUID.randomUUID().toString())
                .claim("roles", List.of("USER"))
                .claim("username", "alice");
        difference.accept(claims);
        return claims.build();
    }
}
