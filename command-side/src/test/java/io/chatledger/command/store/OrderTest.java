package io.chatledger.command.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.command.TestDatabase;
import io.chatledger.command.store.Turmoil.Fault;
import io.chatledger.command.store.WrongOrder.Numbering;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
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
        var fences = new ConcurrentLinkedQueue<Fence>();
        Turmoil.Outcome outcome = rage(
                "right_" + untilTheEnd, Duration.ofSeconds(4), untilTheEnd, session -> sequencer(session, fences, Fence::new));

        assertThat(outcome.faults()).isEmpty();
        assertThat(outcome.surprises()).isEmpty();
        assertThat(outcome.killedAt()).containsExactlyInAnyOrder(DoomedSession.Step.values());
        // Nobody waits for a transaction that stays open, but there the fence does.
        assertThat(outcome.placedBeforeLate()).isPositive();
        assertThat(fences).extracting(Fence::index).anyMatch(index -> untilTheEnd ? index == 0 : index > 0);
    }

    @Test
    void aFenceThatWaitsForNobodyIsFoundOut() throws Exception {
        Function<JdbcClient, Fence> hasty = jdbc -> new Fence(jdbc) {
            @Override
            Set<String> writers() {
                return new HashSet<>();
            }
        };
        assertFound("hasty_fence", Set.of(Fault.STREAM_OUT_OF_ORDER),
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
        return new StoreSettings(1, 500, 64, Duration.ofMillis(2), 1000, sequencer);
    }

    private static Numbering sequencer(
            DataSource session, Queue<Fence> fences, Function<JdbcClient, Fence> newFence) {
        JdbcClient jdbc = JdbcClient.create(session);
        Fence fence = newFence.apply(jdbc);
        fences.add(fence);
        var sequencer = new Sequencer(
                jdbc,
                new DataSourceTransactionManager(session),
                SimpleEventBus.builder().build(),
                fence,
                settings(new StoreSettings.Numbering(
                        Duration.ofMillis(20), Duration.ofMillis(10), BATCH, THOROUGH_EVERY)));
        return sequencer::number;
    }

    private static Turmoil.Outcome rage(
            String name, Duration time, boolean untilTheEnd, Function<DataSource, Numbering> sequencer)
            throws Exception {
        long seed = System.nanoTime();
        System.out.println("OrderTest " + name + ": seed " + seed);
        return new Turmoil(TestDatabase.another("order_" + name), sequencer, seed).rage(time, untilTheEnd);
    }
}
