package io.chatledger.standalone;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.awaitility.Awaitility.await;

import io.chatledger.standalone.ThreeProcesses.Application;
import io.chatledger.standalone.postgres.Database;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code kill -9} while sixteen clients chat: no message that was acknowledged is lost, doubled, or paid for twice. */
@ExtendWith(SharedSystems.class)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(ThreeProcesses.LOCK)
class CrashTest {

    private static final int CLIENTS = 16;
    private static final int MESSAGES_BEFORE = 200;
    private static final int MESSAGES_AFTER = 100;
    /** Until a copy is known to be gone or the hold timeout is over, the sweep, and some room. */
    private static final Duration HOLDS_END_WITHIN = Duration.ofSeconds(20);
    private static final String ADMIN_PASSWORD = "battery staple";

    private final Random random = Seed.random(CrashTest.class);

    @ParameterizedTest
    @EnumSource
    void oneApplicationIsKilled(Application victim, ThreeProcesses system) {
        try (var chatters = Chatters.start(system.client().newUsers(CLIENTS))) {
            chatters.awaitAcknowledged(MESSAGES_BEFORE + random.nextInt(MESSAGES_BEFORE));
            system.kill(victim);
            chatters.slowDown();
            system.start(victim);
            system.awaitReady(victim);
            chatters.awaitAcknowledged(MESSAGES_AFTER);

            chatters.verifyNothingIsLost(new Ledger(system.database(Database.COMMAND_ROLE)), HOLDS_END_WITHIN);
        }
    }

    @Test
    void theWholeProcessIsKilledTwice(@TempDir Path kept) throws IOException, InterruptedException {
        killAgainAndAgain(2, kept, Optional.empty());
    }

    /** A quarter of an hour. */
    @Test
    @Tag("drill")
    void theWholeProcessIsKilledFiftyTimes(@TempDir Path kept) throws IOException, InterruptedException {
        killAgainAndAgain(Integer.getInteger("chatledger.crashes", 50), kept, Auditor.fsck());
    }

    /** @param fsck looks at the log while it grows, too, and at the end at an export */
    private void killAgainAndAgain(int times, Path kept, Optional<Path> fsck)
            throws IOException, InterruptedException {
        try (var provider = new ScriptedProvider();
                var system = new Serving(settings(provider));
                var chatters = Chatters.start(
                        system.client().newUsers(CLIENTS), List.of("echo", ScriptedProvider.Model.STEADY.id()))) {
            for (int crash = 1; crash <= times; crash++) {
                chatters.awaitAcknowledged(random.nextInt(2 * MESSAGES_BEFORE));
                system.program().kill();
                chatters.slowDown();
                // PostgreSQL outlives it, and is only taken over by the next.
                Set<String> leftBehind = openMessages(new Ledger(system.database()));
                system.start();
                Ledger ledger = new Ledger(system.database());
                await("what the dead process left behind comes to an end").atMost(HOLDS_END_WITHIN)
                        .until(() -> openMessages(ledger).stream().noneMatch(leftBehind::contains));
                // Also against the checkpoint from before: the log has only grown.
                auditor(system.client()).verify(kept).holds();
                if (fsck.isPresent()) {
                    auditor(system.client()).expectAcceptedBy(fsck.get(), kept);
                }
                chatters.speedUp();
                System.out.printf("crash %d: %d messages acknowledged so far, %d were left open%n",
                        crash, chatters.acknowledged(), leftBehind.size());
            }
            chatters.awaitAcknowledged(MESSAGES_AFTER);

            chatters.verifyNothingIsLost(new Ledger(system.database()), HOLDS_END_WITHIN);
            if (fsck.isPresent()) {
                auditor(system.client()).expectExportAcceptedBy(fsck.get(), kept);
            }
            System.out.println("what became of all messages: " + new Ledger(system.database()).stories().stream()
                    .collect(groupingBy(Ledger.Story::events, counting())));
        }
    }

    private static Auditor auditor(Client client) {
        return Auditor.of(client.gateway(), client.logIn("admin", ADMIN_PASSWORD));
    }

    private static Set<String> openMessages(Ledger ledger) {
        return ledger.stories().stream()
                .filter(story -> story.events().equals(Ledger.OPEN))
                .map(Ledger.Story::message)
                .collect(Collectors.toSet());
    }

    private static Map<String, String> settings(ScriptedProvider provider) {
        Map<String, String> settings = new HashMap<>(ThreeProcesses.SETTINGS);
        settings.putAll(provider.settings());
        // It is not by time that the holds of the dead are released.
        settings.put("CHATLEDGER_HOLD_TIMEOUT", "10m");
        settings.put("CHATLEDGER_ADMIN_PASSWORD", ADMIN_PASSWORD);
        settings.put("CHATLEDGER_SNAPSHOT_AFTER_EVENTS", "20"); // many of them with an open hold
        settings.put("CHATLEDGER_ACCESS_TOKEN_LIFETIME", "2h"); // nobody logs in again while fifty crashes last
        return settings;
    }
}
