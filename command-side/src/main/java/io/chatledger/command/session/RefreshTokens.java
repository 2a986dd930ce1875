package io.chatledger.command.session;

import io.chatledger.api.AccountId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Opaque refresh tokens that are good for one use (RFC 9700, section 4.14.2): each use gives the next one, and a token
 * that comes a second time was stolen, so its whole family ends.
 */
@Component
public class RefreshTokens {

    private static final Logger log = LoggerFactory.getLogger(RefreshTokens.class);
    private static final int RANDOM_BYTES = 32;

    /** The next token of a family, and whose it is. */
    record Rotated(AccountId accountId, String refreshToken) {}

    private final RefreshTokenRepository tokens;
    private final SecureRandom random = new SecureRandom();
    private final Clock clock;
    private final Supplier<UUID> ids;
    private final Duration idleLifetime;
    private final Duration absoluteLifetime;

    RefreshTokens(
            RefreshTokenRepository tokens,
            Clock clock,
            Supplier<UUID> ids,
            @Value("${chatledger.refresh-token-idle-lifetime}") Duration idleLifetime,
            @Value("${chatledger.refresh-token-absolute-lifetime}") Duration absoluteLifetime) {
        this.tokens = tokens;
        this.clock = clock;
        this.ids = ids;
        this.idleLifetime = idleLifetime;
        this.absoluteLifetime = absoluteLifetime;
    }

    /** Begins a family. */
    @Transactional
    public String issue(AccountId accountId) {
        return issue(accountId.value(), ids.get(), clock.instant().plus(absoluteLifetime));
    }

    /** Empty if the token is unknown, expired or used before. */
    @Transactional
    public Optional<Rotated> rotate(String refreshToken) {
        byte[] hash = hash(refreshToken);
        Instant now = clock.instant();
        return tokens.findById(hash)
                .filter(token -> token.expiresAt().isAfter(now))
                .filter(token -> {
                    boolean first = tokens.useUp(hash, now) == 1;
                    if (!first) {
                        log.warn("A used refresh token came again; ended its family, account {}", token.accountId());
                        tokens.deleteFamily(token.familyId());
                    }
                    return first;
                })
                .map(token -> new Rotated(
                        new AccountId(token.accountId()),
                        issue(token.accountId(), token.familyId(), token.familyExpiresAt())));
    }

    /** Ends the token's family; nothing happens for an unknown one. */
    @Transactional
    public void end(String refreshToken) {
        tokens.findById(hash(refreshToken)).ifPresent(token -> tokens.deleteFamily(token.familyId()));
    }

    /** Ends all sessions of an account. */
    @Transactional
    public void endAll(AccountId accountId) {
        tokens.deleteAllOf(accountId.value());
    }

    @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT1H")
    @Transactional
    void forgetExpired() {
        tokens.deleteExpired(clock.instant());
    }

    private String issue(UUID accountId, UUID familyId, Instant familyExpiresAt) {
        byte[] secret = new byte[RANDOM_BYTES];
        random.nextBytes(secret);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        Instant idleEnd = clock.instant().plus(idleLifetime);
        Instant expiresAt = idleEnd.isBefore(familyExpiresAt) ? idleEnd : familyExpiresAt;
        tokens.save(new RefreshToken(hash(token), familyId, accountId, expiresAt, familyExpiresAt));
        return token;
    }

    private static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
