package io.chatledger.command.signing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keys with their times: {@code nbf} is when one begins to sign, {@code exp} when its last access token is over. The
 * first key has no {@code nbf}, and the last one no {@code exp}.
 */
record KeyRing(List<ECKey> keys) {

    static KeyRing first() {
        return new KeyRing(List.of(make(null)));
    }

    static KeyRing of(JWKSet set) {
        return new KeyRing(set.getKeys().stream().map(JWK::toECKey).toList());
    }

    JWKSet toJwkSet() {
        return new JWKSet(List.copyOf(keys));
    }

    /** The newest that may sign. */
    ECKey signingAt(Instant now) {
        return keys.stream()
                .filter(key -> !beginOf(key).isAfter(now))
                .max(Comparator.comparing(KeyRing::beginOf))
                .orElseThrow(() -> new IllegalStateException("no key may sign yet"));
    }

    /** Public parts only. */
    JWKSet publishedAt(Instant now) {
        return new JWKSet(keys.stream().filter(key -> isNeeded(key, now)).<JWK>map(KeyRing::publicPart).toList());
    }

    /**
     * With a new key, and without those that nobody needs any more.
     *
     * @param from  when the new key begins to sign
     * @param until when the access tokens of the others are over
     */
    KeyRing rotated(Instant now, Instant from, Instant until) {
        List<ECKey> rotated = new ArrayList<>();
        for (ECKey key : keys) {
            if (key.getExpirationTime() == null) {
                rotated.add(new ECKey.Builder(key).expirationTime(Date.from(until)).build());
            } else if (isNeeded(key, now)) {
                rotated.add(key);
            }
        }
        rotated.add(make(Date.from(from)));
        return new KeyRing(List.copyOf(rotated));
    }

    private static boolean isNeeded(ECKey key, Instant now) {
        return key.getExpirationTime() == null || key.getExpirationTime().toInstant().isAfter(now);
    }

    private static Instant beginOf(ECKey key) {
        return key.getNotBeforeTime() == null ? Instant.EPOCH : key.getNotBeforeTime().toInstant();
    }

    /** Without its times, which are ours: who verifies would refuse what a key has signed whose clock is behind. */
    private static ECKey publicPart(ECKey key) {
        return new ECKey.Builder(key.toPublicJWK()).notBeforeTime(null).expirationTime(null).build();
    }

    private static ECKey make(@Nullable Date begin) {
        try {
            return new ECKeyGenerator(Curve.P_256)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.ES256)
                    .keyIDFromThumbprint(true) // RFC 7638
                    .notBeforeTime(begin)
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
