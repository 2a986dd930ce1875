package io.chatledger.command.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatledger.command.TestDatabase;
import io.chatledger.command.store.Turmoil.Fault;
import io.chatledger.command.store.WrongOrder.Numbering;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import javax.sql.DataSource;
import org.axonframework.eventhandling.SimpleEventBus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** The order of all events holds on the worst day, and what finds no fault in it finds the faults of wrong orders. */
class OrderTest {

    /** Few, so that transactions of several events and streams are torn apart by it. */
    private static final int BATCH = 20;
    /** Often, because leaders are killed before they have numbered much. */
    private static final int THOROUGH_EVERY = 2;

    @ParameterizedTest(name = "a writer who commits only in the end: {0}")
    @ValueSource(booleans = {true, false})
    void everyEventGetsOnePlaceForEverWhoeverDawdlesAndWhereverTheSequencerIsKilled(boolean untilTheEnd)
            throws Exception {
        var frontiers = new ConcurrentLinkedQueue<Frontier>();
        Turmoil.Outcome outcome = rage(
                "right_" + untilTheEnd, Duration.ofSeconds(4), untilTheEnd,
                session -> sequencer(session, frontiers, Frontier::new));

        assertThat(outcome.faults()).isEmpty();
        assertThat(outcome.surprises()).isEmpty();
        assertThat(outcome.killedAt()).containsExactlyInAnyOrder(DoomedSession.Step.values());
        // Nobody waits for a transaction that stays open, but it is looked for until its end.
        assertThat(outcome.placedBeforeLate()).isPositive();
        assertThat(frontiers).extracting(Frontier::floor).anyMatch(floor -> untilTheEnd ? floor == 0 : floor > 0);
    }

    @Test
    void aDatabaseThatWentBackIsNumberedFromWhereItIsNow() throws SQLException {
        String url = TestDatabase.another("order_back");
        try (var session = DriverManager.getConnection(url)) {
            var database = new SingleConnectionDataSource(session, true);
            JdbcClient jdbc = JdbcClient.create(database);
            Numbering sequencer = sequencer(database, new ConcurrentLinkedQueue<>(), Frontier::new);
            append(jdbc, "kept", 0);
            append(jdbc, "lost", 0);
            append(jdbc, "lost", 1);
            numberAll(sequencer);
            assertThat(order(jdbc)).containsExactly("1 kept 0", "2 lost 0", "3 lost 1");

            // As after a failover to a copy that had not heard of the last commits: their indices are given out again.
            for (String change : List.of(
                    "ALTER TABLE events.domain_event DISABLE TRIGGER USER",
                    "ALTER TABLE events.place DISABLE TRIGGER USER",
                    "DELETE FROM events.domain_event WHERE aggregate_identifier = 'lost'",
                    "DELETE FROM events.place WHERE global_index NOT IN (SELECT global_index FROM events.domain_event)",
                    "ALTER SEQUENCE events.domain_event_global_index_seq RESTART WITH 2")) {
                TestDatabase.owner("order_back").sql(change).update();
            }
            append(jdbc, "new", 0);
            append(jdbc, "new", 1);
            numberAll(sequencer);

            assertThat(order(jdbc)).containsExactly("1 kept 0", "2 new 0", "3 new 1");
        }
    }

    private static void append(JdbcClient jdbc, String stream, long sequence) {
        jdbc.sql("""
                        INSERT INTO events.domain_event (aggregate_identifier, sequence_number, type, event_identifier,
                            metadata, payload, payload_type, time_stamp)
                        VALUES (?, ?, 'Test', 'id', '{}', '{}', 'none', '2026-01-01T00:00:00Z')""")
                .params(stream, sequence)
                .update();
    }

    private static void numberAll(Numbering sequencer) {
        await().until(() -> sequencer.number() == 0);
    }

    private static List<String> order(JdbcClient jdbc) {
        return jdbc.sql("""
                        SELECT concat_ws(' ', position, aggregate_identifier, sequence_number)
                        FROM events.place JOIN events.domain_event USING (global_index) ORDER BY position""")
                .query(String.class)
                .list();
    }

    @Test
    void whoeverGivesUpGapsWithoutWaitingForWritersIsFoundOut() throws Exception {
        Function<JdbcClient, Frontier> hasty = jdbc -> new Frontier(jdbc) {
            @Override
            Set<String> writers() {
                return new HashSet<>();
            }
        };
        assertFound("hasty", Set.of(Fault.SKIPPED),
                session -> sequencer(session, new ConcurrentLinkedQueue<>(), hasty));
    }

    @ParameterizedTest
    @EnumSource
    void aWrongOrderIsFoundOut(WrongOrder wrong) throws Exception {
        assertFound(wrong.name().toLowerCase(Locale.ROOT), switch (wrong) {
            case INDEX_AS_POSITION -> Set.of(Fault.NOT_DENSE, Fault.READ_DIFFERENTLY);
            case WATERMARK, GAP_TIMEOUT -> Set.of(Fault.SKIPPED);
            case NEWEST_FIRST -> Set.of(Fault.STREAM_OUT_OF_ORDER);
        }, wrong::over);
    }

    /** A wrong order goes well by luck, too, or for as long as a busy machine leaves the writers no time. */
    private static void assertFound(String name, Set<Fault> expected, Function<DataSource, Numbering> wrong)
            throws Exception {
        Set<Fault> found = EnumSet.noneOf(Fault.class);
        for (int turn = 1; turn <= 20 && !found.containsAll(expected); turn++) {
            found.addAll(rage(name + turn, Duration.ofSeconds(1), true, wrong).faults());
        }
        assertThat(found).containsAll(expected);
    }

    static StoreSettings settings(StoreSettings.Numbering sequencer) {
        return new StoreSettings(1, Duration.ofHours(1), 500, 64, Duration.ofMillis(2), 1000, sequencer);
    }

    private static Numbering sequencer(
            DataSource session, Queue<Frontier> frontiers, Function<JdbcClient, Frontier> newFrontier) {
        JdbcClient jdbc = JdbcClient.create(session);
        Frontier frontier = newFrontier.apply(jdbc);
        frontiers.add(frontier);
        var sequencer = new Sequencer(
                jdbc,
                new DataSourceTransactionManager(session),
                SimpleEventBus.builder().build(),
                frontier,
                settings(new StoreSettings.Numbering(
                        Duration.ofMillis(20), Duration.ofMillis(10), BATCH, THOROUGH_EVERY)));
        return sequencer::number;
    }

    private static Turmoil.Outcome rage(
            String name, Duration time, boolean untilTheEnd, Function<DataSource, Numbering> sequencer)
            throws Exception {
        long seed = Long.getLong("chatledger.seed", System.nanoTime());
        System.out.println("OrderTest " + name + " draws from -Dchatledger.seed=" + seed);
        String url = TestDatabase.another("order_" + name);
        // Here writers take an index long before they write.
        TestDatabase.owner("order_" + name)
                .sql("GRANT USAGE ON SEQUENCE events.domain_event_global_index_seq TO chatledger_command").update();
        return new Turmoil(url, sequencer, seed).rage(time, untilTheEnd);
    }
}
