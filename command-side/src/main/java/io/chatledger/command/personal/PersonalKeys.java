package io.chatledger.command.personal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.chatledger.command.secret.SecretFile;
import io.chatledger.personal.AccountKeys;
import io.chatledger.personal.KeyEncryptionKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The keys of accounts, one for each year in which personal text of the account was stored. In the database they are
 * wrapped by a key that is not there. An account whose keys were destroyed has a row of the year 0 and gets none again.
 */
@Component
public class PersonalKeys implements AccountKeys {

    private static final int DESTROYED = 0;
    private static final String FILE = "personal-key";
    private static final String FILE_BEFORE = "personal-key-before";

    private static final Logger log = LoggerFactory.getLogger(PersonalKeys.class);

    private record Id(String accountId, int year) {}

    private final JdbcClient jdbc;
    private final KeyEncryptionKey wrapping;
    private final Cache<Id, SecretKey> cache;

    /** @throws IllegalStateException if there are keys in the database and none that opens them outside */
    PersonalKeys(JdbcClient jdbc, PersonalSettings settings) throws IOException {
        this.jdbc = jdbc;
        this.cache = Caffeine.newBuilder()
                .maximumSize(settings.personalKeysCached())
                .expireAfterWrite(settings.personalKeysCachedFor())
                .build();
        this.wrapping = KeyEncryptionKey.parse(
                settings.personalKey().isEmpty() ? ofFile(settings) : settings.personalKey());
        rewrapIfRotated(settings);
        anyWrapped().ifPresent(this::loaded);
    }

    /**
     * Puts a new key in the place of the one that is there. The next start wraps all keys of accounts by it; nothing
     * must be running that has the old one in memory.
     *
     * @throws IllegalStateException if there is none, or the one before was not used by a start yet
     */
    public static void rotate(Path folder) throws IOException {
        var file = new SecretFile(folder.resolve(FILE));
        String key = file.read().orElseThrow(() -> new IllegalStateException("There is no " + file.path()));
        var before = new SecretFile(folder.resolve(FILE_BEFORE));
        if (!before.make(key)) {
            throw new IllegalStateException(
                    "The last rotation is not finished: start the system once, until " + before.path() + " is gone.");
        }
        file.write(KeyEncryptionKey.make());
    }

    private void rewrapIfRotated(PersonalSettings settings) throws IOException {
        var file = new SecretFile(settings.keysFolder().resolve(FILE_BEFORE));
        String before = settings.personalKeyBefore().isEmpty() ? file.read().orElse("") : settings.personalKeyBefore();
        if (!before.isEmpty()) {
            long done = new Rewrapping(jdbc).run(KeyEncryptionKey.parse(before), wrapping);
            log.info("Wrapped {} keys of personal texts by the new key; the old one opens nothing any more", done);
            Files.deleteIfExists(file.path());
        }
    }

    private String ofFile(PersonalSettings settings) throws IOException {
        var file = new SecretFile(settings.keysFolder().resolve(FILE));
        if (!file.exists()) {
            if (anyWrapped().isPresent()) {
                throw new IllegalStateException(
                        "There are encrypted texts in the database, but the key that decrypts them is missing: "
                                + file.path() + ". Put it back from a backup, or set chatledger.personal-key.");
            }
            if (file.make(KeyEncryptionKey.make())) {
                log.info("Created the key of personal texts, {}: without it they cannot be read", file.path());
            }
        }
        return file.read().orElseThrow();
    }

    private Optional<Id> anyWrapped() {
        return jdbc.sql("SELECT account_id, year FROM events.personal_key WHERE wrapped IS NOT NULL LIMIT 1")
                .query((row, _) -> new Id(row.getString(1), row.getInt(2)))
                .optional();
    }

    @Override
    public @Nullable SecretKey key(String accountId, int year) {
        var id = new Id(accountId, year);
        SecretKey known = cache.getIfPresent(id);
        return known != null ? known : made(id).or(() -> loaded(id)).orElse(null);
    }

    /**
     * The key to store something with, in the caller's transaction; made with it if there is none yet. Until the
     * transaction is committed nobody else has it.
     *
     * @return null if the keys of the account were destroyed
     */
    public @Nullable SecretKey keyToSeal(String accountId, int year) {
        SecretKey known = key(accountId, year);
        return known != null ? known : make(new Id(accountId, year));
    }

    private @Nullable SecretKey make(Id id) {
        SecretKey key = KeyEncryptionKey.makeAccountKey();
        int added = jdbc.sql("""
                INSERT INTO events.personal_key (account_id, year, wrapped)
                SELECT :account, :year, :wrapped WHERE NOT EXISTS (
                    SELECT FROM events.personal_key WHERE account_id = :account AND year = :destroyed)
                ON CONFLICT DO NOTHING""")
                .param("account", UUID.fromString(id.accountId))
                .param("year", id.year)
                .param("wrapped", wrapping.wrap(key, id.accountId, id.year))
                .param("destroyed", DESTROYED)
                .update();
        if (added == 0) {
            return loaded(id).orElse(null); // another copy was faster, or it is an account without keys
        }
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.registerSynchronization(new Made(id, key));
        }
        return key;
    }

    /** By this transaction, before. */
    private static Optional<SecretKey> made(Id id) {
        return !TransactionSynchronizationManager.isSynchronizationActive()
                ? Optional.empty()
                : TransactionSynchronizationManager.getSynchronizations().stream()
                        .filter(Made.class::isInstance)
                        .map(Made.class::cast)
                        .filter(made -> made.id.equals(id))
                        .map(made -> made.key)
                        .findFirst();
    }

    private Optional<SecretKey> loaded(Id id) {
        Optional<SecretKey> key = stored(id);
        key.ifPresent(found -> cache.put(id, found));
        return key;
    }

    private Optional<SecretKey> stored(Id id) {
        return jdbc.sql("SELECT wrapped FROM events.personal_key WHERE account_id = ? AND year = ? AND year <> ?")
                .param(UUID.fromString(id.accountId))
                .param(id.year)
                .param(DESTROYED)
                .query((row, _) -> wrapping.unwrap(row.getBytes(1), id.accountId, id.year))
                .optional();
    }

    /** In the caller's transaction. Other copies forget them when they next look for that. */
    void destroy(String accountId) {
        UUID account = UUID.fromString(accountId);
        jdbc.sql("DELETE FROM events.personal_key WHERE account_id = ? AND year <> ?")
                .params(account, DESTROYED)
                .update();
        jdbc.sql("""
                INSERT INTO events.personal_key (account_id, year, destroyed_at) VALUES (?, ?, clock_timestamp())
                ON CONFLICT DO NOTHING""")
                .params(account, DESTROYED)
                .update();
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                forget(accountId);
            }
        });
    }

    /** What is in memory here. */
    void forget(String accountId) {
        cache.asMap().keySet().removeIf(id -> id.accountId.equals(accountId));
    }

    private final class Made implements TransactionSynchronization {
        private final Id id;
        private final SecretKey key;

        Made(Id id, SecretKey key) {
            this.id = id;
            this.key = key;
        }

        @Override
        public void afterCommit() {
            cache.put(id, key);
        }
    }
}
