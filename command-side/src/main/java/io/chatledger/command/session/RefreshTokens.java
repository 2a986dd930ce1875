package io.chatledger.command.session;

import io.chatledger.api.AccountId;
import io.chatledger.api.ErrorCode;
import io.chatledger.command.account.KnownPassword;
import io.chatledger.command.account.Passwords;
import io.chatledger.command.account.Refusal;
import io.chatledger.command.secret.RandomToken;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Opaque refresh tokens that are good for one use (RFC 9700, section 4.14.2): each use gives the next one. A token that
 * comes again within seconds gives the same next one again, because two tabs of a browser, or a client that has not
 * heard the answer, ask twice. One that comes later was stolen, so its session ends.
 */
@Component
public class RefreshTokens {

    private static final Logger log = LoggerFactory.getLogger(RefreshTokens.class);
    private static final int RANDOM_BYTES = 32;

    /** A session with the token that refreshes it next, and the one that opens it as long as it lives. */
    public record Live(UUID sessionId, AccountId accountId, String refreshToken, SessionToken sessionToken) {}

    /** @param sealed under the token itself: the token of its session, and then its successor if it has one */
    private record Kept(@Nullable Instant usedAt, @Nullable Sealed sealed) {}

    private final JdbcClient jdbc;
    private final Sessions sessions;
    private final Passwords passwords;
    private final Clock clock;
    private final Duration repeatableFor;

    RefreshTokens(JdbcClient jdbc, Sessions sessions, Passwords passwords, Clock clock, SessionSettings settings) {
        this.jdbc = jdbc;
        this.sessions = sessions;
        this.passwords = passwords;
        this.clock = clock;
        this.repeatableFor = settings.refreshRepeatableFor();
    }

    /**
     * Begins a session. Empty if the password is another one by now, or the account was suspended or closed: whoever
     * does that ends the sessions that he finds, and has to find this one or not to let it begin.
     */
    @Transactional
    public Optional<Live> begin(KnownPassword known, UserAgent client) {
        if (!passwords.isCurrent(known)) {
            return Optional.empty();
        }
        var sessionToken = SessionToken.random();
        UUID sessionId = sessions.begin(known.accountId(), client, sessionToken);
        return Optional.of(new Live(sessionId, known.accountId(), issue(sessionId, sessionToken), sessionToken));
    }

    /**
     * Empty if the token is unknown or was used before, or its session is over.
     *
     * @throws Refusal {@link ErrorCode#SUSPENDED}; the token is not used up by that
     */
    @Transactional
    public Optional<Live> refresh(String refreshToken) {
        // The session comes first, here as when it is ended: its row makes everybody else wait.
        return sessionOf(new RandomToken(refreshToken).hash()).flatMap(sessionId -> sessions.touch(sessionId)
                .flatMap(accountId -> next(refreshToken, sessionId, accountId)));
    }

    private Optional<Live> next(String refreshToken, UUID sessionId, AccountId accountId) {
        Kept kept = kept(refreshToken);
        Instant repeatableSince = clock.instant().minus(repeatableFor);
        if (kept.usedAt() == null) {
            SessionToken sessionToken = kept.sealed() == null
                    ? sessions.replaceToken(sessionId, SessionToken.random())
                    : new SessionToken(kept.sealed().open(refreshToken));
            String successor = issue(sessionId, sessionToken);
            use(refreshToken, sessionToken.value() + successor);
            forgetSuccessors(sessionId, repeatableSince);
            return Optional.of(new Live(sessionId, accountId, successor, sessionToken));
        }
        if (kept.sealed() != null && !kept.usedAt().isBefore(repeatableSince)) {
            String both = kept.sealed().open(refreshToken);
            return Optional.of(new Live(
                    sessionId,
                    accountId,
                    both.substring(SessionToken.CHARACTERS),
                    new SessionToken(both.substring(0, SessionToken.CHARACTERS))));
        }
        log.warn("A used refresh token was sent again; ended session {} of account {}", sessionId, accountId);
        sessions.end(sessionId, SessionEnd.REFRESH_TOKEN_REUSED);
        return Optional.empty();
    }

    /** Ends the token's session; nothing happens for an unknown one. */
    @Transactional
    public void end(String refreshToken) {
        sessionOf(new RandomToken(refreshToken).hash())
                .ifPresent(sessionId -> sessions.end(sessionId, SessionEnd.LOGGED_OUT));
    }

    private Kept kept(String refreshToken) {
        return jdbc.sql("SELECT used_at, sealed FROM events.refresh_token WHERE token_hash = ?")
                .param(new RandomToken(refreshToken).hash())
                .query((row, index) -> {
                    OffsetDateTime usedAt = row.getObject("used_at", OffsetDateTime.class);
                    byte[] sealed = row.getBytes("sealed");
                    return new Kept(
                            usedAt == null ? null : usedAt.toInstant(), sealed == null ? null : new Sealed(sealed));
                })
                .single();
    }

    private void use(String refreshToken, String toTellAgain) {
        jdbc.sql("UPDATE events.refresh_token SET used_at = ?, sealed = ? WHERE token_hash = ?")
                .param(clock.instant().atOffset(ZoneOffset.UTC))
                .param(Sealed.under(refreshToken, toTellAgain).bytes())
                .param(new RandomToken(refreshToken).hash())
                .update();
    }

    /** From then on an old token and a copy of the database together open nothing. */
    private void forgetSuccessors(UUID sessionId, Instant usedBefore) {
        jdbc.sql("""
                UPDATE events.refresh_token SET sealed = NULL
                WHERE session_id = ? AND used_at < ? AND sealed IS NOT NULL
                """)
                .param(sessionId)
                .param(usedBefore.atOffset(ZoneOffset.UTC))
                .update();
    }

    private Optional<UUID> sessionOf(byte[] hash) {
        return jdbc.sql("SELECT session_id FROM events.refresh_token WHERE token_hash = ?")
                .param(hash)
                .query(UUID.class)
                .optional();
    }

    private String issue(UUID sessionId, SessionToken sessionToken) {
        RandomToken token = RandomToken.ofBytes(RANDOM_BYTES);
        jdbc.sql("INSERT INTO events.refresh_token (token_hash, session_id, sealed) VALUES (?, ?, ?)")
                .param(token.hash())
                .param(sessionId)
                .param(Sealed.under(token.value(), sessionToken.value()).bytes())
                .update();
        return token.value();
    }
}
