package io.chatledger.webaccess;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;

/**
 * Remembers for a moment which access tokens are good: to verify an ES256 signature costs more than all else that a
 * short call does here. Bad ones are not remembered, and an expired one is never taken from memory.
 */
final class RememberedTokens implements JwtDecoder {

    private final JwtDecoder verifier;
    private final Cache<String, Jwt> verified;

    /**
     * @param most   tokens to remember at once
     * @param atMost how long each, after which it is verified again: so long a withdrawn key may still be believed
     */
    RememberedTokens(JwtDecoder verifier, int most, Duration atMost, Ticker ticker) {
        this.verifier = verifier;
        this.verified = Caffeine.newBuilder()
                .maximumSize(most)
                .ticker(ticker)
                .expireAfter(Expiry.writing((String _, Jwt _) -> someOf(atMost)))
                .build();
    }

    /** At least half of it: what was verified in one rush, after a start say, is not verified again in another. */
    private static Duration someOf(Duration atMost) {
        long nanos = atMost.toNanos();
        return Duration.ofNanos(ThreadLocalRandom.current().nextLong(nanos / 2, nanos + 1));
    }

    @Override
    public Jwt decode(String token) throws JwtException {
        Jwt remembered = verified.getIfPresent(token);
        if (remembered != null && Instant.now().isBefore(remembered.getExpiresAt())) {
            return remembered;
        }
        Jwt jwt = verifier.decode(token);
        verified.put(token, jwt);
        return jwt;
    }
}
