package io.chatledger.query.events;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.chatledger.personal.AccountKeys;
import io.chatledger.personal.KeyEncryptionKey;
import io.chatledger.query.QuerySettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The keys of accounts, which command-side makes and destroys. */
@Component
final class PersonalKeys implements AccountKeys {

    private record Id(String accountId, int year) {}

    private final JdbcClient jdbc;
    private final QuerySettings.Personal settings;
    /** What is not there will not come any more: the first event that needs a key is stored with it. */
    private final Cache<Id, Optional<SecretKey>> cache;

    private volatile @Nullable KeyEncryptionKey wrapping;

    PersonalKeys(JdbcClient jdbc, QuerySettings settings) {
        this.jdbc = jdbc;
        this.settings = settings.personal();
        this.cache = Caffeine.newBuilder()
                .maximumSize(this.settings.keysCached())
                .expireAfterWrite(this.settings.keysCachedFor())
                .build();
    }

    /** @throws IllegalStateException if the key that wraps it is missing or another one */
    @Override
    public @Nullable SecretKey key(String accountId, int year) {
        return cache.get(new Id(accountId, year), this::load).orElse(null);
    }

    /** What is kept in memory: they were destroyed. */
    void forget(String accountId) {
        cache.asMap().keySet().removeIf(id -> id.accountId.equals(accountId));
    }

    private Optional<SecretKey> load(Id id) {
        return jdbc.sql("""
                        SELECT wrapped FROM events.personal_key
                        WHERE account_id = ? AND year = ? AND wrapped IS NOT NULL""")
                .param(UUID.fromString(id.accountId))
                .param(id.year)
                .query((row, number) -> wrapping().unwrap(row.getBytes(1), id.accountId, id.year))
                .optional();
    }

    /** When it is first needed, since command-side makes it at its first start. */
    private KeyEncryptionKey wrapping() {
        KeyEncryptionKey known = wrapping;
        if (known == null) {
            known = KeyEncryptionKey.parse(settings.key().isEmpty() ? ofFile() : settings.key());
            wrapping = known;
        }
        return known;
    }

    private String ofFile() {
        try {
            return Files.readString(settings.keyFile());
        } catch (IOException e) {
            throw new UncheckedIOException("The key of personal texts cannot be read: " + settings.keyFile()
                    + ". Set chatledger.personal.key or chatledger.personal.key-file to that of command-side.", e);
        }
    }
}
