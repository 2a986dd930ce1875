package io.chatledger.command.key;

import static java.util.Objects.requireNonNull;

import io.chatledger.api.AccountClosed;
import io.chatledger.api.AccountId;
import io.chatledger.api.ErrorCode;
import io.chatledger.command.account.Refusal;
import io.chatledger.command.revocation.RevocationList;
import io.chatledger.command.signing.AccessTokens;
import io.chatledger.command.signing.KeyBounds;
import io.chatledger.command.store.Batches;
import io.chatledger.webaccess.Scope;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
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
 * The API keys of all accounts. What they open, they open by access tokens that are given for them, name them, and are
 * taken back with them (decision 16).
 */
@Component
@ProcessingGroup("api-keys")
public class ApiKeys {

    private record Found(
            UUID id,
            AccountId accountId,
            List<Scope> scopes,
            @Nullable Instant lastUsedAt,
            KeyBounds bounds) {}

    private final JdbcClient jdbc;
    private final Batches batches;
    private final AccessTokens accessTokens;
    private final RevocationList revocations;
    private final Clock clock;
    private final int mostPerAccount;
    private final Duration useNotedEvery;
    private final Duration revokedKept;

    ApiKeys(
            JdbcClient jdbc,
            Batches batches,
            AccessTokens accessTokens,
            RevocationList revocations,
            Clock clock,
            KeySettings settings) {
        this.jdbc = jdbc;
        this.batches = batches;
        this.accessTokens = accessTokens;
        this.revocations = revocations;
        this.clock = clock;
        this.mostPerAccount = settings.apiKeysPerAccount();
        this.useNotedEvery = settings.apiKeyUseNotedEvery();
        this.revokedKept = settings.revokedApiKeysKept();
    }

    /** Those that are not revoked, newest first. */
    List<ApiKey> of(AccountId accountId) {
        return jdbc.sql("""
                SELECT id, name, scopes, prefix, created_at, last_used_at, expires_at, budget_tokens, budget_period,
                    models, messages_per_minute
                FROM events.api_key
                WHERE account_id = ? AND revoked_at IS NULL ORDER BY created_at DESC, id
                """)
                .param(accountId.value())
                .query((row, index) -> ApiKey.of(
                        row.getObject("id", UUID.class),
                        row.getString("name"),
                        scopes(row).stream().map(Scope::value).toList(),
                        row.getString("prefix"),
                        requireNonNull(instant(row, "created_at")),
                        instant(row, "last_used_at"),
                        bounds(row)))
                .list();
    }

    /** How many are not revoked. */
    public long count(AccountId accountId) {
        return jdbc.sql("SELECT count(*) FROM events.api_key WHERE account_id = ? AND revoked_at IS NULL")
                .param(accountId.value())
                .query(Long.class)
                .single();
    }

    /** @throws Refusal if the account is suspended or has as many keys as it may */
    @Transactional
    public ApiKey add(
            UUID id,
            AccountId accountId,
            @Nullable KeyName name,
            List<Scope> scopes,
            KeyBounds bounds,
            Secret secret) {
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
        List<String> scopeNames = scopes.stream().map(Scope::value).toList();
        KeyBounds.Budget budget = bounds.budget();
        Instant expiresAt = bounds.expiresAt();
        ApiKey key = ApiKey.of(
                id, name == null ? null : name.value(), scopeNames, secret.prefix(), createdAt, null, bounds);
        jdbc.sql("""
                INSERT INTO events.api_key (id, account_id, name, scopes, prefix, key_hash, created_at, expires_at,
                    budget_tokens, budget_period, models, messages_per_minute)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
                .param(id)
                .param(accountId.value())
                .param(key.name())
                .param(scopeNames.toArray(String[]::new))
                .param(key.prefix())
                .param(secret.hash())
                .param(createdAt.atOffset(ZoneOffset.UTC))
                .param(expiresAt == null ? null : expiresAt.atOffset(ZoneOffset.UTC))
                .param(budget == null ? null : budget.tokens())
                .param(budget == null ? null : budget.period().name())
                .param(bounds.models() == null ? null : bounds.models().toArray(String[]::new))
                .param(bounds.messagesPerMinute())
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
        revocations.renewAfterCommit();
        return revoked == 1;
    }

    @EventHandler
    void on(AccountClosed event) {
        jdbc.sql("UPDATE events.api_key SET revoked_at = ? WHERE account_id = ? AND revoked_at IS NULL")
                .param(now())
                .param(AccountId.parse(event.accountId()).value())
                .update();
        revocations.renewAfterCommit();
    }

    /**
     * An access token for a key, if it is one; notes its use.
     *
     * @throws Refusal {@link ErrorCode#SUSPENDED}
     */
    public Optional<AccessTokens.Exchanged> exchange(String bearer) {
        if (!Secret.looksLikeOne(bearer)) {
            return Optional.empty();
        }
        Optional<Found> found = find(new Secret(bearer));
        Optional<AccessTokens.Exchanged> exchanged =
                found.flatMap(key -> accessTokens.exchange(
                        key.accountId(), key.id(), key.scopes(), key.bounds()));
        found.ifPresent(this::noteUse);
        return exchanged;
    }

    private Optional<Found> find(Secret secret) {
        return jdbc.sql("""
                SELECT id, account_id, scopes, last_used_at, expires_at, budget_tokens, budget_period, models,
                    messages_per_minute
                FROM events.api_key
                WHERE key_hash = ? AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?)
                """)
                .param(secret.hash())
                .param(now())
                .query((row, index) -> new Found(
                        row.getObject("id", UUID.class),
                        new AccountId(row.getObject("account_id", UUID.class)),
                        scopes(row),
                        instant(row, "last_used_at"),
                        bounds(row)))
                .optional();
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

    private static List<Scope> scopes(ResultSet row) throws SQLException {
        return Arrays.stream((String[]) row.getArray("scopes").getArray()).map(Scope::parse).toList();
    }

    private static KeyBounds bounds(ResultSet row) throws SQLException {
        Long tokens = row.getObject("budget_tokens", Long.class);
        Array models = row.getArray("models");
        return new KeyBounds(
                tokens == null
                        ? null
                        : new KeyBounds.Budget(tokens, KeyBounds.Period.valueOf(row.getString("budget_period"))),
                models == null ? null : List.of((String[]) models.getArray()),
                row.getObject("messages_per_minute", Integer.class),
                instant(row, "expires_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
