package io.chatledger.command.limit;

import io.chatledger.command.store.Batches;
import io.chatledger.webaccess.ClientAddress;
import java.time.Instant;
import java.time.InstantSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * From where each account was lately logged in to: in the database, so that all copies know the same, and as hashes.
 */
@Component
class KnownAddresses {

    private final JdbcClient jdbc;
    private final Batches batches;
    private final LimitSettings limits;
    private final InstantSource clock;

    KnownAddresses(JdbcClient jdbc, Batches batches, LimitSettings limits, InstantSource clock) {
        this.jdbc = jdbc;
        this.batches = batches;
        this.limits = limits;
        this.clock = clock;
    }

    /** In the place of the one that was longest not used, if the account has too many. */
    void add(String account, ClientAddress address) {
        jdbc.sql("""
                INSERT INTO events.known_address (address, account, last_log_in_at) VALUES (:address, :account, :now)
                ON CONFLICT (address, account) DO UPDATE SET last_log_in_at = :now
                """)
                .param("address", Attempts.hash(address.value()))
                .param("account", Attempts.hash(account))
                .param("now", Attempts.time(clock.instant()))
                .update();
        jdbc.sql("""
                DELETE FROM events.known_address WHERE account = :account AND address IN (
                    SELECT address FROM events.known_address WHERE account = :account
                    ORDER BY last_log_in_at DESC OFFSET :most)
                """)
                .param("account", Attempts.hash(account))
                .param("most", limits.knownAddressesPerAccount())
                .update();
    }

    boolean isOf(String account, ClientAddress address) {
        return jdbc.sql("""
                SELECT EXISTS (SELECT 1 FROM events.known_address
                    WHERE address = ? AND account = ? AND last_log_in_at >= ?)
                """)
                .param(Attempts.hash(address.value()))
                .param(Attempts.hash(account))
                .param(Attempts.time(oldest()))
                .query(Boolean.class)
                .single();
    }

    boolean isOfAnybody(ClientAddress address) {
        return jdbc.sql("SELECT EXISTS (SELECT 1 FROM events.known_address WHERE address = ? AND last_log_in_at >= ?)")
                .param(Attempts.hash(address.value()))
                .param(Attempts.time(oldest()))
                .query(Boolean.class)
                .single();
    }

    @Scheduled(fixedDelayString = "${chatledger.housekeeping-interval}")
    void forgetOld() {
        batches.delete("events.known_address", "last_log_in_at < ?", Attempts.time(oldest()));
    }

    private Instant oldest() {
        return clock.instant().minus(limits.knownAddressesKept());
    }
}
