package io.chatledger.command.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.command.TestDatabase;
import io.chatledger.command.store.Turmoil.Fault;
import io.chatledger.command.store.WrongOrder.Numbering;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import javax.sql.DataSource;
import org.axonframework.eventhandling.SimpleEventBus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;

/** The order of all events holds on the worst day, and what finds no fault in it finds the faults of wrong orders. */
class OrderTest {

    /** Few, so that transactions of several events and streams are torn apart by it. */
    private static final int BATCH = 20;

    @Test
    void everyEventGetsOnePlaceForEverWhoeverDawdlesAndWhereverTheSequencerIsKilled() throws Exception {
        Turmoil.Outcome outcome = rage("right", Duration.ofSeconds(5), OrderTest::sequencer);

        assertThat(outcome.faults()).isEmpty();
        assertThat(outcome.surprises()).isEmpty();
        assertThat(outcome.killedAt()).containsExactlyInAnyOrder(DoomedSession.Step.values());
        // Nobody waits for a transaction that stays open.
        assertThat(outcome.placedBeforeLate()).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void aWrongOrderIsFoundOut(WrongOrder wrong) throws Exception {
        Set<Fault> expected = switch (wrong) {
            case INDEX_AS_POSITION -> Set.of(Fault.NOT_DENSE, Fault.READ_DIFFERENTLY);
            case WATERMARK, GAP_TIMEOUT -> Set.of(Fault.SKIPPED);
            case NEWEST_FIRST -> Set.of(Fault.STREAM_OUT_OF_ORDER);
        };
        Set<Fault> found = EnumSet.noneOf(Fault.class);
        // A wrong order goes well by luck, too, or for as long as a busy machine leaves the writers no time.
        for (int turn = 1; turn <= 20 && !found.containsAll(expected); turn++) {
            String name = wrong.name().toLowerCase(Locale.ROOT) + turn;
            found.addAll(rage(name, Duration.ofSeconds(1), wrong::over).faults());
        }

        assertThat(found).containsAll(expected);
    }

    private static Numbering sequencer(DataSource session) {
        var sequencer = new Sequencer(
                JdbcClient.create(session),
                new DataSourceTransactionManager(session),
                SimpleEventBus.builder().build(),
                Duration.ofMillis(20),
                Duration.ofMillis(10),
                BATCH);
        return sequencer::number;
    }

    private static Turmoil.Outcome rage(String name, Duration time, Function<DataSource, Numbering> sequencer)
            throws Exception {
        long seed = System.nanoTime();
        System.out.println("OrderTest " + name + ": seed " + seed);
        return new Turmoil(TestDatabase.another("order_" + name), sequencer, seed).rage(time);
    }
}
