package io.chatledger.command.session;

import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Forgets sessions that are over, and refresh tokens so old that only their session's end could still come of them. */
@Component
class SessionHousekeeping {

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Duration endedKept;
    private final Duration usedTokensKept;

    SessionHousekeeping(
            JdbcClient jdbc,
            Clock clock,
            @Value("${chatledger.ended-sessions-kept}") Duration endedKept,
            @Value("${chatledger.session-idle-lifetime}") Duration usedTokensKept) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.endedKept = endedKept;
        this.usedTokensKept = usedTokensKept;
    }

    @Scheduled(fixedDelayString = "${chatledger.housekeeping-interval}")
    void forget() {
        jdbc.sql("""
                DELETE FROM events.session WHERE CASE WHEN ended_at IS NULL THEN expires_at < ? ELSE ended_at < ? END
                """)
                .param(before(Duration.ZERO))
                .param(before(endedKept))
                .update();
        jdbc.sql("DELETE FROM events.refresh_token WHERE used_at < ?").param(before(usedTokensKept)).update();
    }

    private OffsetDateTime before(Duration age) {
        return clock.instant().minus(age).atOffset(ZoneOffset.UTC);
    }
}
