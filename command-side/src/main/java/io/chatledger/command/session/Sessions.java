package io.chatledger.command.session;

import io.chatledger.api.AccountId;
import io.chatledger.api.ErrorCode;
import io.chatledger.command.account.Refusal;
import io.chatledger.command.revocation.RevocationList;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The sessions of all accounts: each begins with a log-in, lives on by being used, and ends in time. */
@Component
public class Sessions {

    /** One that has not ended. */
    record Live(UUID id, AccountId accountId, Instant lastUsedAt, Instant expiresAt) {}

    private final JdbcClient jdbc;
    private final RevocationList revocations;
    private final Clock clock;
    private final Supplier<UUID> ids;
    private final Duration idleLifetime;
    private final Duration absoluteLifetime;
    private final Duration useNotedEvery;
    private final int mostListed;

    Sessions(
            JdbcClient jdbc,
            RevocationList revocations,
            Clock clock,
            Supplier<UUID> ids,
            SessionSettings settings) {
        this.jdbc = jdbc;
        this.revocations = revocations;
        this.clock = clock;
        this.ids = ids;
        this.idleLifetime = settings.sessionIdleLifetime();
        this.absoluteLifetime = settings.sessionAbsoluteLifetime();
        this.useNotedEvery = settings.sessionUseNotedEvery();
        this.mostListed = settings.sessionsListed();
    }

    UUID begin(AccountId accountId, UserAgent client, SessionToken token) {
        UUID id = ids.get();
        Instant now = now();
        jdbc.sql("""
                INSERT INTO events.session
                    (id, account_id, created_at, last_used_at, expires_at, user_agent, token_hash)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """)
                .param(id)
                .param(accountId.value())
                .param(time(now))
                .param(time(now))
                .param(time(now.plus(earlier(idleLifetime, absoluteLifetime))))
                .param(client.value())
                .param(token.hash())
                .update();
        return id;
    }

    /** The one before, if there was one, opens nothing any more. */
    SessionToken replaceToken(UUID id, SessionToken token) {
        jdbc.sql("UPDATE events.session SET token_hash = ? WHERE id = ?").param(token.hash()).param(id).update();
        return token;
    }

    /** The live session that a token opens, which counts as its use: noted now and then, not with each. */
    Optional<Live> use(SessionToken token) {
        Optional<Live> live = find(token);
        if (live.isPresent() && live.get().lastUsedAt().isBefore(now().minus(useNotedEvery))) {
            touch(live.get().id());
            return find(token);
        }
        return live;
    }

    private Optional<Live> find(SessionToken token) {
        return jdbc.sql("""
                SELECT id, account_id, last_used_at, expires_at FROM events.session
                WHERE token_hash = ? AND ended_at IS NULL AND expires_at > ?
                """)
                .param(token.hash())
                .param(time(now()))
                .query((row, index) -> new Live(
                        row.getObject("id", UUID.class),
                        new AccountId(row.getObject("account_id", UUID.class)),
                        instant(row, "last_used_at"),
                        instant(row, "expires_at")))
                .optional();
    }

    /**
     * Keeps a session alive until it is idle again; whose it is, unless it has ended. Others wait for our transaction.
     *
     * @throws Refusal {@link ErrorCode#SUSPENDED}
     */
    Optional<AccountId> touch(UUID id) {
        Instant now = now();
        return jdbc.sql("""
                UPDATE events.session s SET last_used_at = :now,
                    expires_at = least(:idle, s.created_at + make_interval(secs => :absolute))
                FROM events.account_claim a
                WHERE s.id = :id AND s.ended_at IS NULL AND s.expires_at > :now AND a.account_id = s.account_id
                RETURNING s.account_id, a.suspended
                """)
                .param("now", time(now))
                .param("idle", time(now.plus(idleLifetime)))
                .param("absolute", absoluteLifetime.toSeconds())
                .param("id", id)
                .query((row, index) -> activeAccount(row))
                .optional();
    }

    private static AccountId activeAccount(ResultSet row) throws SQLException {
        if (row.getBoolean("suspended")) {
            throw new Refusal(ErrorCode.SUSPENDED, "This account is suspended.");
        }
        return new AccountId(row.getObject("account_id", UUID.class));
    }

    void end(UUID id, SessionEnd reason) {
        jdbc.sql("UPDATE events.session SET ended_at = ?, end_reason = ? WHERE id = ? AND ended_at IS NULL")
                .param(time(now()))
                .param(reason.name())
                .param(id)
                .update();
        revocations.renewAfterCommit();
    }

    /** False if the account has no such session (any more). */
    boolean endOwn(AccountId accountId, UUID id) {
        int ended = jdbc.sql("""
                UPDATE events.session SET ended_at = :now, end_reason = :reason
                WHERE id = :id AND account_id = :account AND ended_at IS NULL AND expires_at > :now
                """)
                .param("now", time(now()))
                .param("reason", SessionEnd.ENDED_BY_OWNER.name())
                .param("id", id)
                .param("account", accountId.value())
                .update();
        revocations.renewAfterCommit();
        return ended == 1;
    }

    public void endOthers(AccountId accountId, UUID kept, SessionEnd reason) {
        endAllBut(accountId, kept, reason);
    }

    public void endAll(AccountId accountId, SessionEnd reason) {
        endAllBut(accountId, null, reason);
    }

    private void endAllBut(AccountId accountId, @Nullable UUID kept, SessionEnd reason) {
        jdbc.sql("""
                UPDATE events.session SET ended_at = ?, end_reason = ?
                WHERE account_id = ? AND id IS DISTINCT FROM ? AND ended_at IS NULL
                """)
                .param(1, time(now()))
                .param(2, reason.name())
                .param(3, accountId.value())
                .param(4, kept, Types.OTHER)
                .update();
        revocations.renewAfterCommit();
    }

    /** Those that live, and those that were ended lately; newest first. */
    List<Session> of(AccountId accountId, UUID current) {
        return jdbc.sql("""
                SELECT * FROM events.session WHERE account_id = ? AND (ended_at IS NOT NULL OR expires_at > ?)
                ORDER BY created_at DESC, id LIMIT ?
                """)
                .param(accountId.value())
                .param(time(now()))
                .param(mostListed)
                .query((row, index) -> session(row, current))
                .list();
    }

    /** How many live. */
    public long count(AccountId accountId) {
        return jdbc.sql("""
                SELECT count(*) FROM events.session WHERE account_id = ? AND ended_at IS NULL AND expires_at > ?
                """)
                .param(accountId.value())
                .param(time(now()))
                .query(Long.class)
                .single();
    }

    private static Session session(ResultSet row, UUID current) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        String reason = row.getString("end_reason");
        return new Session(
                id,
                instant(row, "created_at"),
                instant(row, "last_used_at"),
                instant(row, "expires_at"),
                row.getObject("ended_at") == null ? null : instant(row, "ended_at"),
                reason == null ? null : SessionEnd.valueOf(reason),
                row.getString("user_agent"),
                id.equals(current));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    /** As times are told, which are those that are stored. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static Duration earlier(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
