package io.chatledger.standalone;

import io.chatledger.standalone.ThreeProcesses.Application;
import io.chatledger.standalone.postgres.Database;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code kill -9} while sixteen clients chat: no message that was acknowledged is lost, doubled, or paid for twice. */
@ExtendWith(SharedSystems.class)
class CrashTest {

    private static final int CLIENTS = 16;
    private static final int MESSAGES_BEFORE = 200;
    private static final int MESSAGES_AFTER = 100;
    /** The hold timeout, the sweep that finds the expired, and some room. */
    private static final Duration HOLDS_END_WITHIN = Duration.ofSeconds(20);

    @ParameterizedTest
    @EnumSource
    void one_application_is_killed(Application victim, ThreeProcesses system) {
        try (var chatters = Chatters.start(system.client().newUsers(CLIENTS))) {
            chatters.awaitAcknowledged(aRandomMoment());
            system.kill(victim);
            chatters.slowDown();
            system.start(victim);
            system.awaitReady(victim);
            chatters.awaitAcknowledged(MESSAGES_AFTER);

            chatters.verifyNothingIsLost(new Ledger(system.database(Database.COMMAND_ROLE)), HOLDS_END_WITHIN);
        }
    }

    @Test
    void the_whole_process_is_killed() {
        try (var system = new Serving(ThreeProcesses.SETTINGS);
                var chatters = Chatters.start(system.client().newUsers(CLIENTS))) {
            chatters.awaitAcknowledged(aRandomMoment());
            system.program().kill();
            chatters.slowDown();
            system.start();
            chatters.awaitAcknowledged(MESSAGES_AFTER);

            chatters.verifyNothingIsLost(new Ledger(system.database()), HOLDS_END_WITHIN);
        }
    }

    private static int aRandomMoment() {
        return MESSAGES_BEFORE + ThreadLocalRandom.current().nextInt(MESSAGES_BEFORE);
    }
}
