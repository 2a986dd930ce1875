package io.chatledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatledger.standalone.ThreeProcesses.Application;
import io.chatledger.standalone.postgres.Database;
import io.chatledger.standalone.postgres.KilledPostgres;
import io.chatledger.standalone.postgres.PostgresServer;
import io.chatledger.standalone.postgres.SmallDisk;
import io.chatledger.standalone.postgres.StoppedPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What can befall the database, its disk, the network and the clock while sixteen clients chat and as many look at
 * their balance. Whatever it is, the system is back to normal by itself within a stated time, and every message that
 * was acknowledged is there once and paid for once.
 */
@Tag("drill")
class ChaosTest {

    private static final int CLIENTS = 16;
    private static final int MESSAGES_BEFORE = 200;
    private static final int MESSAGES_AFTER = 200;
    /** Far from the hold timeout: it is not by time that they are released. */
    private static final Duration HOLDS_END_WITHIN = Duration.ofSeconds(20);
    /** What the gateway waits for query-side, and some room. */
    private static final Duration READS_END_WITHIN = Duration.ofSeconds(12);
    /** What command-side waits for an answer of the database and then for a connection, and some room. */
    private static final Duration CHATS_END_WITHIN = Duration.ofSeconds(40);

    private interface Event {
        void happen(List<User> users) throws InterruptedException;
    }

    @Test
    void postgresStandsStillForHalfAMinute() throws InterruptedException {
        try (var provider = new ScriptedProvider(); var system = new Serving(settings(provider))) {
            drill("PostgreSQL stopped for 30 s", system.client(), system::database, Duration.ofSeconds(10), users -> {
                try (var _ = StoppedPostgres.on(system.data().postgres())) {
                    pause(Duration.ofSeconds(30));
                }
            });
            expectNoStackTrace(system.output());
        }
    }

    @Test
    void allConnectionsAreTerminatedTwentyTimes() throws InterruptedException {
        try (var provider = new ScriptedProvider(); var system = new Serving(settings(provider))) {
            JdbcClient superuser = system.database(PostgresServer.SUPERUSER);
            drill("all connections terminated 20 times", system.client(), system::database, Duration.ofSeconds(10),
                    users -> {
                        for (int i = 0; i < 20; i++) {
                            superuser.sql("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                                            + " WHERE usename IN (?, ?)")
                                    .params(Database.COMMAND_ROLE, Database.QUERY_ROLE)
                                    .query(Long.class)
                                    .single();
                            pause(Duration.ofMillis(400));
                        }
                    });
            expectNoStackTrace(system.output());
        }
    }

    @Test
    void nothingPassesBetweenTheApplicationsAndTheirDatabaseForTwentySeconds() throws InterruptedException {
        var cable = new AtomicReference<Cable>();
        try (var provider = new ScriptedProvider();
                var system = new ThreeProcesses(settings(provider), database -> {
                    cable.set(new Cable(database));
                    return cable.get().port();
                });
                var between = cable.get()) {
            drill("database cut off for 20 s", system.client(), () -> system.database(Database.COMMAND_ROLE),
                    Duration.ofSeconds(10), users -> {
                        between.cut();
                        pause(Duration.ofSeconds(20));
                        between.mend();
                    });
            for (Application application : Application.values()) {
                expectNoStackTrace(system.output(application));
            }
        }
    }

    @Test
    void theDiskIsFullForTenSeconds() throws InterruptedException {
        try (var disk = SmallDisk.ofMegabytes(400);
                var provider = new ScriptedProvider();
                var system = new Serving(TestData.folderAt(disk.folder()), settings(provider))) {
            JdbcClient superuser = system.database(PostgresServer.SUPERUSER);
            drill("disk full for 10 s", system.client(), system::database, Duration.ofSeconds(30), users -> {
                for (int i = 0; i < 20; i++) {
                    // What PostgreSQL has deleted meanwhile is filled, too.
                    disk.fill();
                    if (i >= 10) {
                        panic(superuser);
                    }
                    pause(Duration.ofMillis(500));
                }
                disk.makeRoom();
            });
            assertThat(system.program().isRunning()).as(system.output()).isTrue();
            assertThat(system.output()).contains("No space left on device");
            expectNoStackTrace(system.output());
        }
    }

    @Test
    void thePostmasterIsKilledFiveTimes() throws InterruptedException {
        try (var provider = new ScriptedProvider(); var system = new Serving(settings(provider))) {
            for (int i = 1; i <= 5; i++) {
                drill("postmaster killed, " + i + " of 5", system.client(), system::database, Duration.ofSeconds(30),
                        users -> KilledPostgres.on(system.data().postgres()));
            }
            expectNoStackTrace(system.output());
        }
    }

    @Test
    void theClockIsSetFiveMinutesAheadAndBack() throws InterruptedException {
        FakedClock clock = FakedClock.installed();
        try (var provider = new ScriptedProvider()) {
            Map<String, String> settings = settings(provider);
            settings.putAll(clock.environment());
            // Shorter than the clock jumps: what is being answered then is overdue.
            settings.put("CHATLEDGER_HOLD_TIMEOUT", "4m");
            try (var system = new Serving(settings)) {
                User waiting = bySessionToken(system.client().newUser());
                var ahead = new AtomicReference<User>();
                drill("clock 5 minutes ahead", system.client(), system::database, Duration.ofSeconds(10), users -> {
                    var reply = CompletableFuture.supplyAsync(
                            () -> waiting.stream("wait", ScriptedProvider.Model.PATIENT.id()));
                    await().until(() -> provider.isAnswering("wait"));
                    clock.setAheadBy(Duration.ofMinutes(5));
                    // Connections that seem to have been idle for so long are closed: at first there may be a 503.
                    await("the hold is overdue").atMost(Duration.ofSeconds(20)).until(() -> holdsNothing(waiting));
                    ahead.set(bySessionToken(system.client().newUser()));
                    ahead.get().chat("ahead").expect(200);
                    String message = waiting.message("wait").get("id").asString();
                    waiting.client().post("/api/chat/" + message + "/cancel", Map.of()).expect(202);
                    reply.join();
                });
                drill("clock back", system.client(), system::database, Duration.ofSeconds(10), users -> {
                    clock.setAheadBy(Duration.ZERO);
                    pause(Duration.ofSeconds(2));
                    ahead.get().chat("back").expect(200);
                });

                // It was said and heard, and nothing is charged: the account had its tokens back already.
                assertThat(new Ledger(system.database()).stories(waiting)).extracting(Ledger.Story::events)
                        .containsExactly(Ledger.ANSWERED_TOO_LATE);
                assertThat(waiting.message("wait").get("tokens_deducted").asLong()).isZero();
                assertThat(ahead.get().history()).hasSize(2);
                expectNoStackTrace(system.output());
            }
        }
    }

    private static void drill(
            String name,
            Client client,
            Supplier<JdbcClient> database,
            Duration normalWithin,
            Event event) throws InterruptedException {
        List<User> users = new ArrayList<>(client.newUsers(CLIENTS / 2));
        client.newUsers(CLIENTS / 2).forEach(user -> users.add(bySessionToken(user)));
        try (var chatters = Chatters.start(users, List.of("echo", ScriptedProvider.Model.STEADY.id()));
                var readers = Readers.start(users)) {
            chatters.awaitAcknowledged(MESSAGES_BEFORE);
            event.happen(users);
            Duration chats = chatters.awaitAllAreAnswered(normalWithin);
            Duration reads = readers.awaitAllAreAnswered(normalWithin);
            chatters.awaitAcknowledged(MESSAGES_AFTER);
            readers.close();
            chatters.close();
            System.out.printf("DRILL %s: each client was answered again after %.1f s, each reader %.1f s later;"
                            + " messages: %s; balances: %s%n",
                    name, chats.toMillis() / 1000.0, reads.toMillis() / 1000.0,
                    chatters.outcomes(), readers.outcomes());

            chatters.verifyNothingIsLost(new Ledger(database.get()), HOLDS_END_WITHIN);
            assertThat(chatters.outcomes().counts().keySet())
                    .isSubsetOf("200", "409", "500 not known", "503", "503 not known");
            assertThat(chatters.outcomes().slowest()).isLessThan(CHATS_END_WITHIN);
            assertThat(readers.outcomes().counts().keySet()).isSubsetOf("200", "503");
            assertThat(readers.outcomes().slowest()).isLessThan(READS_END_WITHIN);
        }
    }

    /** The same user with a session token, which lives as long as the session. */
    private static User bySessionToken(User user) {
        Client anybody = Client.of(user.client().gateway());
        String token = anybody
                .post("/api/login", Map.of("username", user.username(), "password", user.password()))
                .expect(200)
                .text("token");
        return new User(
                anybody.with("Authorization", "Bearer " + token), user.id(), user.username(), user.password());
    }

    private static boolean holdsNothing(User user) {
        Answer balance = user.client().get("/api/tokens");
        return balance.status() == 200 && balance.number("held") == 0;
    }

    /** At first tables cannot grow; then PostgreSQL's log needs another segment, and cannot have one. */
    private static void panic(JdbcClient superuser) {
        try {
            superuser.sql("SELECT pg_switch_wal()").query(String.class).single();
        } catch (DataAccessException ended) {
            // As expected, sooner or later.
        }
    }

    private static void expectNoStackTrace(String output) {
        assertThat(output.lines().filter(line -> line.startsWith("\tat ")).limit(30)).isEmpty();
    }

    private static void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }

    private static Map<String, String> settings(ScriptedProvider provider) {
        Map<String, String> settings = new HashMap<>(ThreeProcesses.SETTINGS);
        settings.putAll(provider.settings());
        settings.put("CHATLEDGER_HOLD_TIMEOUT", "10m");
        return settings;
    }
}
