package io.chatledger.command.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatledger.command.SetClock;
import io.chatledger.command.TestDatabase;
import io.chatledger.command.log.LogSettings.WitnessSettings;
import io.chatledger.command.secret.SecretSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** Somebody else signs the log, if it only ever grows. */
class WitnessTest {

    private static final Duration INTERVAL = Duration.ofSeconds(4);

    @TempDir
    Path folder;

    private final SetClock clock = new SetClock();
    private final TestWitness remote = new TestWitness("localhost/chatledger");
    private JdbcClient jdbc;
    private LogTables tables;
    private LogKeys keys;
    private LogWriter writer;
    private Witness witness;

    @BeforeEach
    void start(TestInfo test) throws SQLException, IOException {
        String name = "witness_" + test.getTestMethod().orElseThrow().getName().toLowerCase().substring(0, 20);
        var database = new DriverManagerDataSource(TestDatabase.another(name));
        jdbc = JdbcClient.create(database);
        tables = new LogTables(jdbc);
        var settings = new LogSettings("localhost", INTERVAL, 1000, Duration.ofDays(30), INTERVAL, List.of());
        keys = new LogKeys(new SecretSettings(folder), clock, settings);
        remote.logKey = keys.signing().getFirst();
        writer = new LogWriter(
                tables, keys, new KeptCheckpoint(new SecretSettings(folder), tables), clock, settings,
                new JdbcTransactionManager(database));
        witness = new Witness(new WitnessSettings(remote.url(), remote.key()), INTERVAL, tables);
    }

    @AfterEach
    void stop() {
        remote.close();
    }

    @Test
    void eachCheckpointIsSignedByTheWitnessAndServedWithThat() throws Exception {
        witness.sign();
        for (int size : new int[] {1, 7, 8, 300, 600}) {
            grow(size);
            String own = tables.newest().orElseThrow().note();
            witness.sign();
            witness.sign();

            String note = tables.newest().orElseThrow().note();
            assertThat(note).startsWith(own).hasLineCount(6);
            assertThat(note.lines().skip(5)).allMatch(line -> line.startsWith("\u2014 " + TestWitness.NAME + " "));
        }
        assertThat(remote.answers).as("each once").containsOnly(200).hasSize(5);
        assertThat(tables.after(0, 10)).allMatch(checkpoint -> checkpoint.note().contains(TestWitness.NAME));
    }

    @Test
    void aWitnessThatHasSeenMoreOrLessThanWeHeardOfGoesOnFromThere() throws Exception {
        grow(5);
        witness.sign();
        remote.forget();
        grow(9);
        witness.sign();

        assertThat(remote.answers).containsExactly(200, 409, 200);
        assertThat(tables.newest().orElseThrow().note()).contains(TestWitness.NAME);
    }

    @Test
    void whatIsNoSignatureOfItsKeyIsNotKept() throws Exception {
        grow(5);
        witness.sign();
        String earlier = tables.newest().orElseThrow().note().lines().skip(5).findFirst().orElseThrow() + "\n";
        grow(9);
        for (String lie : List.of("", earlier, earlier.replace("w1", "w2"), "x".repeat(100_000))) {
            remote.lie = lie;
            assertThatThrownBy(witness::sign).isInstanceOf(IOException.class);
            remote.forget();
        }
        assertThat(tables.newest().orElseThrow().note()).doesNotContain(TestWitness.NAME);
    }

    @Test
    void aWitnessThatDoesNotAnswerIsGivenUpInTime() throws Exception {
        grow(5);
        remote.silent = true;

        assertThatThrownBy(witness::sign).isInstanceOf(IOException.class);

        grow(9);
        assertThat(tables.newest().orElseThrow().size()).isEqualTo(9);
    }

    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aWitnessWhoseAnswerHasNoEndIsGivenUpInTime() throws Exception {
        grow(5);
        remote.endless = true;

        assertThatThrownBy(witness::sign).isInstanceOf(IOException.class);
    }

    @Test
    void aLogWithOtherEventsIsNotSigned() throws Exception {
        grow(5);
        witness.sign();
        for (String table : List.of("cosignature", "checkpoint", "tile")) {
            TestDatabase.owner(jdbc.sql("SELECT current_database()").query(String.class).single())
                    .sql("ALTER TABLE events.%1$s DISABLE TRIGGER USER; DELETE FROM events.%1$s".formatted(table))
                    .update();
        }
        GrowingTree other = treeOf(9);
        tables.save(other);
        tables.add(9, other.root(), Checkpoint.note(9, other.root(), keys.signing()), clock.instant());

        assertThatThrownBy(witness::sign).hasMessageContaining("422");
    }

    @Test
    void whatTheKeyOfTheLogHasNotSignedIsNotSignedByTheWitness() throws Exception {
        grow(5);
        remote.logKey = LogKey.make("localhost/chatledger");

        assertThatThrownBy(witness::sign).hasMessageContaining("403");

        remote.logKey = keys.signing().getFirst();
        witness.sign();
        assertThat(remote.answers).containsExactly(403, 200);
    }

    @Test
    void aKeyIsOneForCosignatures() {
        assertThat(WitnessKey.parse(remote.key()).name()).isEqualTo(TestWitness.NAME);
        for (String wrong : List.of(
                "", remote.key().replace("w1", "w2"), LogKey.make("localhost/chatledger").verifierKey(),
                remote.key().substring(0, 40))) {
            assertThatThrownBy(() -> WitnessKey.parse(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static GrowingTree treeOf(int size) {
        GrowingTree tree = new GrowingTree(0, _ -> new byte[0]);
        for (int i = 0; i < size; i++) {
            tree.add(Merkle.leaf(new byte[] {(byte) i}));
        }
        return tree;
    }

    /** To that many events, signed. */
    private void grow(int size) throws IOException {
        jdbc.sql("""
                INSERT INTO events.domain_event (aggregate_identifier, sequence_number, type, event_identifier,
                    metadata, payload, payload_type, time_stamp)
                SELECT 'a', i, 'Test', 'id', '{}', '{}', 'none', '2026-01-01T00:00:00.000Z'
                FROM generate_series((SELECT count(*) FROM events.domain_event), ?) AS i""").param(size - 1).update();
        jdbc.sql("""
                INSERT INTO events.place (position, global_index)
                SELECT sequence_number + 1, global_index FROM events.domain_event
                WHERE sequence_number >= (SELECT count(*) FROM events.place)""").update();
        clock.passes(INTERVAL);
        writer.write();
        assertThat(tables.newest().orElseThrow().size()).isEqualTo(size);
    }
}
