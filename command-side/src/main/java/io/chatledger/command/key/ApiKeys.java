package io.chatledger.command.key;

import io.chatledger.api.AccountClosed;
import io.chatledger.api.AccountId;
import io.chatledger.api.ErrorCode;
import io.chatledger.command.account.Refusal;
import io.chatledger.command.store.Batches;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * The API keys of all accounts. Every use reads the table, by one look-up in an index: a key that is revoked opens
 * nothing any more, at whichever copy of this side.
 */
@Component
@ProcessingGroup("api-keys")
class ApiKeys {

    /** A key that was shown, and whether its account may use it. */
    record Owner(AccountId accountId, boolean suspended) {}

    private record Found(UUID id, Owner owner, @Nullable Instant lastUsedAt) {}

    private final JdbcClient jdbc;
    private final Batches batches;
    private final Clock clock;
    private final int mostPerAccount;
    private final Duration useNotedEvery;
    private final Duration revokedKept;

    ApiKeys(
            JdbcClient jdbc,
            Batches batches,
            Clock clock,
            KeySettings settings) {
        this.jdbc = jdbc;
        this.batches = batches;
        this.clock = clock;
        this.mostPerAccount = settings.apiKeysPerAccount();
        this.useNotedEvery = settings.apiKeyUseNotedEvery();
        this.revokedKept = settings.revokedApiKeysKept();
    }

    /** Those that are not revoked, newest first. */
    List<ApiKey> of(AccountId accountId) {
        return jdbc.sql("""
                SELECT id, name, prefix, created_at, last_used_at FROM events.api_key
                WHERE account_id = ? AND revoked_at IS NULL ORDER BY created_at DESC, id
                """)
                .param(accountId.value())
                .query((row, index) -> new ApiKey(
                        row.getObject("id", UUID.class),
                        row.getString("name"),
                        row.getString("prefix"),
                        instant(row, "created_at"),
                        instant(row, "last_used_at")))
                .list();
    }

    /** @throws Refusal if the account is suspended or has as many keys as it may */
    @Transactional
    public ApiKey add(UUID id, AccountId accountId, @Nullable KeyName name, Secret secret) {
        // One at a time for each account, so that parallel calls cannot exceed the limit together.
        boolean suspended = jdbc.sql("""
                SELECT suspended FROM events.account_claim WHERE account_id = ? FOR NO KEY UPDATE
                """)
                .param(accountId.value())
                .query(Boolean.class)
                .single();
        if (suspended) {
            throw new Refusal(ErrorCode.SUSPENDED, "This account is suspended.");
        }
        if (of(accountId).size() >= mostPerAccount) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "An account has at most %d API keys; revoke one first.".formatted(mostPerAccount));
        }
        Instant createdAt = clock.instant().truncatedTo(ChronoUnit.MICROS); // as it is stored
        var key = new ApiKey(id, name == null ? null : name.value(), secret.prefix(), createdAt, null);
        jdbc.sql("""
                INSERT INTO events.api_key (id, account_id, name, prefix, key_hash, created_at)
                VALUES (?, ?, ?, ?, ?, ?)
                """)
                .param(id)
                .param(accountId.value())
                .param(key.name())
                .param(key.prefix())
                .param(secret.hash())
                .param(createdAt.atOffset(ZoneOffset.UTC))
                .update();
        return key;
    }

    /** False if the account has no such key (any more). */
    boolean revoke(AccountId accountId, UUID id) {
        int revoked = jdbc.sql("""
                UPDATE events.api_key SET revoked_at = ? WHERE id = ? AND account_id = ? AND revoked_at IS NULL
                """)
                .param(now())
                .param(id)
                .param(accountId.value())
                .update();
        return revoked == 1;
    }

    @EventHandler
    void on(AccountClosed event) {
        jdbc.sql("UPDATE events.api_key SET revoked_at = ? WHERE account_id = ? AND revoked_at IS NULL")
                .param(now())
                .param(AccountId.parse(event.accountId()).value())
                .update();
    }

    /** Whose key it is, if it is one; notes its use. */
    Optional<Owner> use(Secret secret) {
        Optional<Found> found = jdbc.sql("""
                SELECT id, account_id, suspended, last_used_at
                FROM events.api_key JOIN events.account_claim USING (account_id)
                WHERE key_hash = ? AND revoked_at IS NULL
                """)
                .param(secret.hash())
                .query((row, index) -> new Found(
                        row.getObject("id", UUID.class),
                        new Owner(
                                new AccountId(row.getObject("account_id", UUID.class)), row.getBoolean("suspended")),
                        instant(row, "last_used_at")))
                .optional();
        found.ifPresent(this::noteUse);
        return found.map(Found::owner);
    }

    /** Not with each request: a busy key would be a write a request. */
    private void noteUse(Found key) {
        OffsetDateTime longAgo = now().minus(useNotedEvery);
        if (key.lastUsedAt() == null || key.lastUsedAt().isBefore(longAgo.toInstant())) {
            // Of requests at the same time, one writes.
            jdbc.sql("""
                    UPDATE events.api_key SET last_used_at = ?
                    WHERE id = ? AND (last_used_at IS NULL OR last_used_at < ?)
                    """)
                    .param(now())
                    .param(key.id())
                    .param(longAgo)
                    .update();
        }
    }

    @Scheduled(fixedDelayString = "${chatledger.housekeeping-interval}")
    void forgetRevoked() {
        batches.delete("events.api_key", "revoked_at < ?", now().minus(revokedKept));
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
