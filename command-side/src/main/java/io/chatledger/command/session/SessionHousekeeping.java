package io.chatledger.command.session;

import io.chatledger.command.store.Batches;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Forgets sessions that are over, and refresh tokens so old that only their session's end could still come of them. */
@Component
class SessionHousekeeping {

    private final Batches batches;
    private final Clock clock;
    private final Duration endedKept;
    private final Duration usedTokensKept;

    SessionHousekeeping(Batches batches, Clock clock, SessionSettings settings) {
        this.batches = batches;
        this.clock = clock;
        this.endedKept = settings.endedSessionsKept();
        this.usedTokensKept = settings.sessionIdleLifetime();
    }

    @Scheduled(fixedDelayString = "${chatledger.housekeeping-interval}")
    void forget() {
        batches.delete("events.session", "ended_at IS NULL AND expires_at < ?", before(Duration.ZERO));
        batches.delete("events.session", "ended_at < ?", before(endedKept));
        batches.delete("events.refresh_token", "used_at < ?", before(usedTokensKept));
    }

    private OffsetDateTime before(Duration age) {
        return clock.instant().minus(age).atOffset(ZoneOffset.UTC);
    }
}
