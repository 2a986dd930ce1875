package io.chatledger.command.account;

import io.chatledger.api.AccountId;
import io.chatledger.api.ErrorCode;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/**
 * Hashes and checks passwords with Argon2id at OWASP's parameters (Password Storage Cheat Sheet: m = 19 MiB, t = 2,
 * p = 1), a bounded number at once, because each takes its memory and a core.
 */
@Component
public class Passwords {

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int PARALLELISM = 1;
    private static final int MEMORY_KIB = 19_456;
    private static final int ITERATIONS = 2;

    private final Credentials credentials;
    private final PasswordEncoder argon2 =
            new Argon2PasswordEncoder(SALT_BYTES, HASH_BYTES, PARALLELISM, MEMORY_KIB, ITERATIONS);
    private final Semaphore turns;
    private final Duration longestWait;
    private final String hashOfNobody;

    Passwords(
            Credentials credentials,
            @Value("${chatledger.password-hashes-at-once}") int hashesAtOnce,
            @Value("${chatledger.password-hash-wait}") Duration longestWait) {
        this.credentials = credentials;
        this.turns = new Semaphore(hashesAtOnce, true);
        this.longestWait = longestWait;
        this.hashOfNobody = argon2.encode(UUID.randomUUID().toString());
    }

    /** Must not be called inside a transaction: it takes its time. */
    String hash(Password password) {
        return inTurn(() -> argon2.encode(password.value()));
    }

    void set(AccountId accountId, String hash) {
        credentials.save(new Credential(accountId.value(), hash));
    }

    /** Replaces the password of an account. */
    public void set(AccountId accountId, Password password) {
        set(accountId, hash(password));
    }

    /** Takes the same time for an account that does not exist, which has no password that matches. */
    public boolean matches(@Nullable AccountId accountId, Password password) {
        String hash = accountId == null
                ? hashOfNobody
                : credentials.findById(accountId.value()).map(Credential::passwordHash).orElse(hashOfNobody);
        return inTurn(() -> argon2.matches(password.value(), hash));
    }

    private <T> T inTurn(Supplier<T> work) {
        try {
            if (!turns.tryAcquire(longestWait.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new Refusal(ErrorCode.UNAVAILABLE, "Too many log-ins and registrations at once; try again.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(ErrorCode.UNAVAILABLE, "The service is stopping.");
        }
        try {
            return work.get();
        } finally {
            turns.release();
        }
    }
}
