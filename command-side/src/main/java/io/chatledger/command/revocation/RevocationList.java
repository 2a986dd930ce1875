package io.chatledger.command.revocation;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.chatledger.api.Role;
import io.chatledger.command.revocation.Revocations.Standing;
import io.chatledger.command.signing.AccessTokens;
import java.sql.Array;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Knows the revocations as the database has them, or had them a moment ago: every request asks for them. */
@Component
public class RevocationList {

    /**
     * Access tokens are believed for a minute after their end, because clocks differ; and transactions take their time.
     */
    private static final Duration MARGIN = Duration.ofMinutes(2);

    private static final Object ONLY = new Object();

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Duration window;
    private final LoadingCache<Object, Revocations> cache;

    RevocationList(JdbcClient jdbc, Clock clock, AccessTokens accessTokens, RevocationSettings settings) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.window = accessTokens.lifetime().plus(MARGIN);
        this.cache = Caffeine.newBuilder().expireAfterWrite(settings.revocationsKept()).build(only -> read());
    }

    public Revocations current() {
        return cache.get(ONLY);
    }

    /** What this transaction does will hold in this process at once. */
    public void renewAfterCommit() {
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    renew();
                }
            });
        } else {
            renew();
        }
    }

    /** By its key: that waits for a reading that is under way, which may have missed it. */
    private void renew() {
        cache.invalidate(ONLY);
    }

    private Revocations read() {
        OffsetDateTime since = clock.instant().minus(window).atOffset(ZoneOffset.UTC);
        Set<UUID> ended = new LinkedHashSet<>(jdbc.sql("""
                SELECT id FROM events.session WHERE ended_at > :since
                UNION ALL SELECT id FROM events.api_key WHERE revoked_at > :since
                ORDER BY id
                """)
                .param("since", since)
                .query(UUID.class)
                .list());
        Map<UUID, Standing> accounts = new LinkedHashMap<>();
        jdbc.sql("""
                SELECT account_id, suspended, roles FROM events.account_claim WHERE standing_changed_at > ?
                ORDER BY account_id
                """)
                .param(since)
                .query(row -> {
                    accounts.put(
                            row.getObject("account_id", UUID.class),
                            new Standing(row.getBoolean("suspended"), Arrays.stream(names(row.getArray("roles")))
                                    .map(Role::valueOf)
                                    .toList()));
                });
        return new Revocations(ended, accounts);
    }

    private static String[] names(Array roles) throws SQLException {
        return (String[]) roles.getArray();
    }
}
