package io.chatledger.standalone;

import io.chatledger.standalone.ThreeProcesses.Application;
import io.chatledger.standalone.postgres.Database;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code kill -9} while sixteen clients chat: no message that was acknowledged is lost, doubled, or paid for twice. */
class CrashTest {

    private static final int CLIENTS = 16;
    private static final int MESSAGES_BEFORE = 200;
    private static final int MESSAGES_AFTER = 100;
    /** The hold timeout below, the sweep that finds the expired, and some room. */
    private static final Duration HOLDS_END_WITHIN = Duration.ofSeconds(20);
    private static final Map<String, String> SETTINGS = Map.of(
            "CHATLEDGER_WELCOME_TOKENS", "10000000",
            "CHATLEDGER_HOLD_TIMEOUT", "5s",
            "CHATLEDGER_HOLD_SWEEP_INTERVAL", "500ms");

    @ParameterizedTest
    @EnumSource
    void one_application_is_killed(Application victim) {
        try (var system = new ThreeProcesses(SETTINGS);
                var chatters = Chatters.start(system.client().newUsers(CLIENTS))) {
            chatters.awaitAcknowledged(MESSAGES_BEFORE + ThreadLocalRandom.current().nextInt(MESSAGES_BEFORE));
            system.kill(victim);
            system.start(victim);
            system.awaitReady(victim);
            chatters.awaitAcknowledged(MESSAGES_AFTER);

            chatters.verifyNothingIsLost(new Ledger(system.database(Database.COMMAND_ROLE)), HOLDS_END_WITHIN);
        }
    }

    @Test
    void the_whole_process_is_killed() {
        try (var system = new Serving(SETTINGS); var chatters = Chatters.start(system.client().newUsers(CLIENTS))) {
            chatters.awaitAcknowledged(MESSAGES_BEFORE + ThreadLocalRandom.current().nextInt(MESSAGES_BEFORE));
            system.program().kill();
            system.start();
            chatters.awaitAcknowledged(MESSAGES_AFTER);

            chatters.verifyNothingIsLost(new Ledger(system.database()), HOLDS_END_WITHIN);
        }
    }
}
