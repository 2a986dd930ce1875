package io.chatledger.command.personal;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import org.axonframework.common.caching.Cache;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Forgets whom another copy has erased: the keys that are in memory here, and the account. */
@Component
class ErasureWatch {

    /** What is found is forgotten again and again for so long: it may be committed, or read here, a moment later. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    private final JdbcClient jdbc;
    private final PersonalKeys keys;
    private final Cache accounts;
    /** By the clock of the database; null before the first look. */
    private @Nullable OffsetDateTime lookedAt;

    ErasureWatch(JdbcClient jdbc, PersonalKeys keys, Cache accounts) {
        this.jdbc = jdbc;
        this.keys = keys;
        this.accounts = accounts;
    }

    @Scheduled(fixedDelayString = "${chatledger.erasures-looked-for-every}")
    void look() {
        OffsetDateTime now = jdbc.sql("SELECT clock_timestamp()").query(OffsetDateTime.class).single();
        erasedSince((lookedAt == null ? now : lookedAt).minus(MARGIN)).forEach(account -> {
            keys.forget(account);
            accounts.remove(account);
        });
        lookedAt = now;
    }

    private List<String> erasedSince(OffsetDateTime time) {
        return jdbc.sql("SELECT account_id::text FROM events.personal_key WHERE destroyed_at > ?")
                .param(time)
                .query(String.class)
                .list();
    }
}
