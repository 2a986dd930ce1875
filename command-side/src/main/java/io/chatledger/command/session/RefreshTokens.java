package io.chatledger.command.session;

import io.chatledger.api.AccountId;
import io.chatledger.api.ErrorCode;
import io.chatledger.command.account.KnownPassword;
import io.chatledger.command.account.Passwords;
import io.chatledger.command.account.Refusal;
import io.chatledger.command.secret.RandomToken;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Opaque refresh tokens that are good for one use (RFC 9700, section 4.14.2): each use gives the next one, and a token
 * that comes a second time was stolen, so its session ends. That holds, too, for two uses at the same moment: nobody
 * can tell a client that repeats itself from a thief who is quick.
 */
@Component
class RefreshTokens {

    private static final Logger log = LoggerFactory.getLogger(RefreshTokens.class);
    private static final int RANDOM_BYTES = 32;

    /** A session with the token that refreshes it next. */
    record Live(UUID sessionId, AccountId accountId, String refreshToken) {}

    private final JdbcClient jdbc;
    private final Sessions sessions;
    private final Passwords passwords;
    private final Clock clock;

    RefreshTokens(JdbcClient jdbc, Sessions sessions, Passwords passwords, Clock clock) {
        this.jdbc = jdbc;
        this.sessions = sessions;
        this.passwords = passwords;
        this.clock = clock;
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
        UUID sessionId = sessions.begin(known.accountId(), client);
        return Optional.of(new Live(sessionId, known.accountId(), issue(sessionId)));
    }

    /**
     * Empty if the token is unknown or was used before, or its session is over.
     *
     * @throws Refusal {@link ErrorCode#SUSPENDED}; the token is not used up by that
     */
    @Transactional
    public Optional<Live> refresh(String refreshToken) {
        byte[] hash = new RandomToken(refreshToken).hash();
        // The session comes first, here as when it is ended: its row makes everybody else wait.
        return sessionOf(hash).flatMap(sessionId -> sessions.touch(sessionId)
                .filter(accountId -> isFirstUse(hash, sessionId, accountId))
                .map(accountId -> new Live(sessionId, accountId, issue(sessionId))));
    }

    /** Ends the token's session; nothing happens for an unknown one. */
    @Transactional
    public void end(String refreshToken) {
        sessionOf(new RandomToken(refreshToken).hash()).ifPresent(sessionId -> sessions.end(sessionId, SessionEnd.LOGGED_OUT));
    }

    private boolean isFirstUse(byte[] hash, UUID sessionId, AccountId accountId) {
        int used = jdbc.sql("UPDATE events.refresh_token SET used_at = ? WHERE token_hash = ? AND used_at IS NULL")
                .param(clock.instant().atOffset(ZoneOffset.UTC))
                .param(hash)
                .update();
        if (used == 0) {
            log.warn("A used refresh token came again; ended session {} of account {}", sessionId, accountId);
            sessions.end(sessionId, SessionEnd.REFRESH_TOKEN_REUSED);
        }
        return used == 1;
    }

    private Optional<UUID> sessionOf(byte[] hash) {
        return jdbc.sql("SELECT session_id FROM events.refresh_token WHERE token_hash = ?")
                .param(hash)
                .query(UUID.class)
                .optional();
    }

    private String issue(UUID sessionId) {
        RandomToken token = RandomToken.ofBytes(RANDOM_BYTES);
        jdbc.sql("INSERT INTO events.refresh_token (token_hash, session_id) VALUES (?, ?)")
                .param(token.hash())
                .param(sessionId)
                .update();
        return token.value();
    }
}
