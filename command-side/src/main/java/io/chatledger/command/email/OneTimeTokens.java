package io.chatledger.command.email;

import io.chatledger.api.AccountClosed;
import io.chatledger.api.AccountId;
import io.chatledger.api.EmailAddress;
import io.chatledger.command.secret.RandomToken;
import io.chatledger.command.store.Batches;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Tokens of 256 random bits that are told to somebody and are good once, for a while, for one purpose. */
@Component
@ProcessingGroup("one-time-tokens")
public class OneTimeTokens {

    private static final int RANDOM_BYTES = 32;

    /**
     * What a token was issued for.
     *
     * @param email     to which it was sent; null if it was told otherwise
     * @param expiresAt until when it is good
     */
    public record Issued(AccountId accountId, @Nullable EmailAddress email, Instant expiresAt) {}

    private final JdbcClient jdbc;
    private final Batches batches;
    private final Clock clock;

    OneTimeTokens(JdbcClient jdbc, Batches batches, Clock clock) {
        this.jdbc = jdbc;
        this.batches = batches;
        this.clock = clock;
    }

    /** A new token, which is told once. */
    public String issue(AccountId accountId, Purpose purpose, @Nullable EmailAddress email, Duration lifetime) {
        RandomToken token = RandomToken.ofBytes(RANDOM_BYTES);
        jdbc.sql("""
                INSERT INTO events.one_time_token (token_hash, account_id, purpose, email, expires_at)
                VALUES (?, ?, ?, ?, ?)
                """)
                .param(token.hash())
                .param(accountId.value())
                .param(purpose.name())
                .param(email == null ? null : email.value())
                .param(clock.instant().plus(lifetime).atOffset(ZoneOffset.UTC))
                .update();
        return token.value();
    }

    /** Empty if the token is unknown, was used or is expired. It can be used as long as it is not. */
    public Optional<Issued> find(String token, Purpose purpose) {
        return jdbc.sql("""
                SELECT account_id, email, expires_at FROM events.one_time_token
                WHERE token_hash = ? AND purpose = ? AND expires_at > ?
                """)
                .param(new RandomToken(token).hash())
                .param(purpose.name())
                .param(clock.instant().atOffset(ZoneOffset.UTC))
                .query((row, index) -> issued(row))
                .optional();
    }

    /** What was issued to an account for a purpose last, and can still be used. */
    Optional<Issued> newest(AccountId accountId, Purpose purpose) {
        return jdbc.sql("""
                SELECT account_id, email, expires_at FROM events.one_time_token
                WHERE account_id = ? AND purpose = ? AND expires_at > ? ORDER BY expires_at DESC LIMIT 1
                """)
                .param(accountId.value())
                .param(purpose.name())
                .param(clock.instant().atOffset(ZoneOffset.UTC))
                .query((row, index) -> issued(row))
                .optional();
    }

    private static Issued issued(ResultSet row) throws SQLException {
        String email = row.getString("email");
        return new Issued(
                new AccountId(row.getObject("account_id", UUID.class)),
                email == null ? null : new EmailAddress(email),
                row.getObject("expires_at", OffsetDateTime.class).toInstant());
    }

    /** Uses up the token, and with it all others of the account for the same purpose. False if somebody was quicker. */
    public boolean use(String token, Purpose purpose) {
        return jdbc.sql("""
                DELETE FROM events.one_time_token WHERE purpose = :purpose AND account_id =
                    (SELECT account_id FROM events.one_time_token WHERE token_hash = :hash AND purpose = :purpose)
                """)
                        .param("purpose", purpose.name())
                        .param("hash", new RandomToken(token).hash())
                        .update()
                > 0;
    }

    /** What was issued to an account for a purpose is not good any more. */
    public void forget(AccountId accountId, Purpose purpose) {
        jdbc.sql("DELETE FROM events.one_time_token WHERE account_id = ? AND purpose = ?")
                .param(accountId.value())
                .param(purpose.name())
                .update();
    }

    /** Whatever was issued to an account opens nothing any more. */
    public void forgetAll(AccountId accountId) {
        jdbc.sql("DELETE FROM events.one_time_token WHERE account_id = ?").param(accountId.value()).update();
    }

    @EventHandler
    void on(AccountClosed event) {
        forgetAll(AccountId.parse(event.accountId()));
    }

    @Scheduled(fixedDelayString = "${chatledger.housekeeping-interval}")
    void forgetExpired() {
        batches.delete("events.one_time_token", "expires_at < ?", clock.instant().atOffset(ZoneOffset.UTC));
    }
}
