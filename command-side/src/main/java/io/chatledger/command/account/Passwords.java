package io.chatledger.command.account;

import io.chatledger.api.AccountId;
import io.chatledger.api.ErrorCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/**
 * Hashes and checks passwords with Argon2id at OWASP's parameters (Password Storage Cheat Sheet: m = 19 MiB, t = 2,
 * p = 1). Each takes its memory and a core, so few are hashed at once and not many may wait.
 */
@Component
public class Passwords {

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int PARALLELISM = 1;
    private static final int MEMORY_KIB = 19_456;
    private static final int ITERATIONS = 2;

    private static final Counter REFUSALS = Metrics.counter("chatledger.refusals", "limit", "password-hashes");

    private final Credentials credentials;
    private final PasswordEncoder argon2 =
            new Argon2PasswordEncoder(SALT_BYTES, HASH_BYTES, PARALLELISM, MEMORY_KIB, ITERATIONS);
    private final Semaphore places;
    private final Semaphore turns;
    private final Duration longestWait;
    private final String hashOfNobody;

    Passwords(
            Credentials credentials,
            PasswordSettings settings) {
        this.credentials = credentials;
        this.places = new Semaphore(settings.passwordHashesAtOnce() + settings.passwordHashesWaiting());
        this.turns = new Semaphore(settings.passwordHashesAtOnce(), true);
        this.longestWait = settings.passwordHashWait();
        this.hashOfNobody = argon2.encode(UUID.randomUUID().toString());
    }

    /** Must not be called inside a transaction: it takes its time. */
    public String hash(Password password) {
        return hash(password, () -> {});
    }

    /** @param unless throws if there is nothing to hash it for any more; asked when it is its turn, just before */
    String hash(Password password, Runnable unless) {
        return inTurn(() -> {
            unless.run();
            return argon2.encode(password.value());
        });
    }

    /** The first password of a new account. */
    KnownPassword add(AccountId accountId, String hash) {
        credentials.save(new Credential(accountId.value(), hash));
        return new KnownPassword(accountId, hash);
    }

    /** False if the known password is not the password any more. */
    public boolean replace(KnownPassword known, String hash) {
        return credentials.replace(known.accountId().value(), known.hash(), hash) == 1;
    }

    /** Whatever the password was; a closed account gets none. */
    public void replace(AccountId accountId, String hash) {
        credentials.replace(accountId.value(), hash);
    }

    /** In the transaction that closes the account, before its sessions are ended. */
    public void forget(AccountId accountId) {
        credentials.remove(accountId.value());
    }

    /**
     * Whether it is still the password, and the account in use. Neither can change before this transaction ends: who
     * changes it comes after what is done here, and can undo it.
     */
    public boolean isCurrent(KnownPassword known) {
        return credentials.lockIfCurrent(known.accountId().value(), known.hash());
    }

    /**
     * Empty if it is another one. Takes the same time for an account that does not exist, which has no password that
     * matches. One that matches and was hashed with weaker parameters is hashed anew.
     */
    public Optional<KnownPassword> check(@Nullable AccountId accountId, Password password) {
        return inTurn(() -> checkNow(accountId, password));
    }

    private Optional<KnownPassword> checkNow(@Nullable AccountId accountId, Password password) {
        String hash = accountId == null
                ? hashOfNobody
                : credentials.findById(accountId.value()).map(Credential::passwordHash).orElse(hashOfNobody);
        if (!argon2.matches(password.value(), hash) || accountId == null) {
            return Optional.empty();
        }
        var known = new KnownPassword(accountId, hash);
        if (!argon2.upgradeEncoding(hash)) {
            return Optional.of(known);
        }
        String stronger = argon2.encode(password.value());
        return replace(known, stronger)
                ? Optional.of(new KnownPassword(accountId, stronger))
                // Somebody was quicker, with the same password or to another one.
                : checkNow(accountId, password);
    }

    private <T> T inTurn(Supplier<T> work) {
        if (!places.tryAcquire()) {
            throw busy();
        }
        try {
            if (!turns.tryAcquire(longestWait.toMillis(), TimeUnit.MILLISECONDS)) {
                throw busy();
            }
            try {
                return work.get();
            } finally {
                turns.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(ErrorCode.UNAVAILABLE, "The service is stopping.");
        } finally {
            places.release();
        }
    }

    /** How many wait for their turn now. */
    public int waiting() {
        return turns.getQueueLength();
    }

    private static Refusal busy() {
        REFUSALS.increment();
        return new Refusal(ErrorCode.UNAVAILABLE, "Too many log-ins and registrations at once; try again.");
    }
}
