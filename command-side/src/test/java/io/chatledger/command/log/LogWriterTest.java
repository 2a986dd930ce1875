package io.chatledger.command.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chatledger.command.SetClock;
import io.chatledger.command.TestDatabase;
import io.chatledger.command.secret.SecretSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The writer alone, on databases of its own. */
class LogWriterTest {

    private static final int BATCH = 300;
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    @TempDir
    Path folder;

    private final SetClock clock = new SetClock();
    private String name;
    private DriverManagerDataSource database;
    private JdbcClient jdbc;
    private LogTables tables;

    @BeforeEach
    void makeDatabase(TestInfo test) throws SQLException {
        name = "log_" + test.getTestMethod().orElseThrow().getName().toLowerCase().substring(0, 20);
        database = new DriverManagerDataSource(TestDatabase.another(name));
        jdbc = JdbcClient.create(database);
        tables = new LogTables(jdbc);
    }

    @Test
    void whatWasThereBeforeTheLogIsCaughtUpInBatches() throws IOException {
        append(1000);
        LogWriter writer = writer();

        assertThat(List.of(writer.write(), writer.write(), writer.write(), writer.write()))
                .containsExactly(true, true, true, false);

        assertThat(tables.size()).isEqualTo(1000);
        assertThat(new Tree(tables::tile).root(1000)).isEqualTo(defined(1000));
        assertThat(tables.after(0, 10)).as("one a second").extracting(Checkpoint::size).containsExactly(300L);
        clock.passes(INTERVAL);
        assertThat(writer.write()).isFalse();
        assertThat(tables.newest().orElseThrow().size()).isEqualTo(1000);
        assertThat(tables.newest().orElseThrow().root()).isEqualTo(defined(1000));
    }

    @Test
    void ofSeveralWritersOneAddsAndNoSizeIsSignedTwice() throws IOException {
        LogWriter one = writer();
        LogWriter other = writer();
        append(10);
        new TransactionTemplate(new JdbcTransactionManager(database)).executeWithoutResult(_ -> {
            assertThat(tables.tryLock()).isTrue();
            try {
                writerOf(new DriverManagerDataSource(database.getUrl())).write();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            assertThat(tables.newest()).as("another copy is at it").isEmpty();
        });
        one.write();
        other.write();
        append(10);
        other.write();
        assertThat(tables.newest().orElseThrow().size()).as("not yet").isEqualTo(10);
        clock.passes(INTERVAL);
        other.write();
        one.write();
        clock.passes(INTERVAL);
        one.write();

        assertThat(tables.after(0, 10)).extracting(Checkpoint::size).containsExactly(10L, 20L);
        assertThat(tables.newest().orElseThrow().root()).isEqualTo(defined(20));
    }

    @Test
    void anErrorDoesNotEndTheWriting() throws IOException {
        append(10);
        var errors = new AtomicInteger(3);
        LogWriter writer = writerOf(database, new LogTables(jdbc) {
            @Override
            boolean tryLock() {
                if (errors.getAndDecrement() > 0) {
                    throw new StackOverflowError();
                }
                return super.tryLock();
            }
        });
        writer.start();
        try {
            await().until(() -> tables.newest().isPresent());
        } finally {
            writer.stop();
        }
        assertThat(errors).hasNegativeValue();
    }

    @Test
    void whatIsInTheLogCannotBeChanged() throws IOException {
        append(300);
        writer().write();

        for (String change : List.of(
                "UPDATE events.tile SET hashes = sha256('x') || substring(hashes FROM 33)",
                "UPDATE events.tile SET hashes = substring(hashes FROM 1 FOR 32) WHERE level = 0",
                "DELETE FROM events.tile",
                "TRUNCATE events.tile",
                "UPDATE events.checkpoint SET note = ''",
                "DELETE FROM events.checkpoint",
                "TRUNCATE events.checkpoint")) {
            assertThatThrownBy(() -> jdbc.sql(change).update()).as(change)
                    .rootCause().hasMessageMatching("(?s).*(permission denied|only grows).*");
            assertThatThrownBy(() -> owner().sql(change).update()).as(change + " by the owner")
                    .rootCause().hasMessageMatching("(?s).*(append-only|only grows).*");
        }
    }

    @Test
    void aDatabaseThatIsBehindWhatWasSignedIsRefusedUntilAnOperatorAcceptsIt() throws IOException {
        append(10);
        LogWriter writer = writer();
        writer.write();
        String lost = tables.newest().orElseThrow().note();
        assertThat(folder.resolve("log-checkpoint")).hasContent(lost);

        // As after a failover to a copy that had not heard of the last commits.
        forget();
        append(4, 0);

        assertThatThrownBy(writer::write).isInstanceOf(LogSetBack.class).hasMessageContaining("one of 10 was signed");
        assertThatThrownBy(this::writer).isInstanceOf(LogSetBack.class)
                .hasMessageContaining("checkpoint of 10 events").hasMessageContaining("has 0 events")
                .hasMessageContaining(KeptCheckpoint.ACCEPT);
        Files.createFile(folder.resolve(KeptCheckpoint.ACCEPT));
        writer().write();

        assertThat(tables.newest().orElseThrow().size()).isEqualTo(4);
        assertThat(jdbc.sql("SELECT lost_note FROM events.log_set_back").query(String.class).single()).isEqualTo(lost);
        assertThat(folder.resolve(KeptCheckpoint.ACCEPT)).doesNotExist();
    }

    @Test
    void soIsAnotherLogOfTheSameSize() throws IOException {
        append(10);
        writer().write();
        forget();
        append(20, 100);
        Path kept = folder.resolve("log-checkpoint");
        String note = Files.readString(kept);
        Files.delete(kept);
        writer().write();
        Files.writeString(kept, note);

        assertThatThrownBy(this::writer).isInstanceOf(LogSetBack.class).hasMessageContaining("other events among them");
    }

    @Test
    void anEventThatIsMissingStopsTheLogAndIsNamed() throws IOException {
        append(10);
        owner().sql("ALTER TABLE events.domain_event DISABLE TRIGGER USER").update();
        owner().sql("DELETE FROM events.domain_event WHERE sequence_number = 6").update();

        assertThatThrownBy(() -> writer().write()).hasMessageContaining("position 7");
        assertThat(tables.newest()).isEmpty();
    }

    private LogWriter writer() throws IOException {
        return writerOf(database);
    }

    private LogWriter writerOf(DriverManagerDataSource source) throws IOException {
        return writerOf(source, new LogTables(JdbcClient.create(source)));
    }

    private LogWriter writerOf(DriverManagerDataSource source, LogTables ofSource) throws IOException {
        var settings = new LogSettings("localhost", INTERVAL, BATCH, Duration.ofDays(30), INTERVAL, List.of());
        return new LogWriter(
                ofSource,
                new LogKeys(new SecretSettings(folder), clock, settings),
                new KeptCheckpoint(new SecretSettings(folder), ofSource),
                clock,
                settings,
                new JdbcTransactionManager(source));
    }

    private byte[] defined(int size) {
        return Definition.root(tables.events(1, size).stream().map(event -> Merkle.leaf(Leaf.of(event))).toList());
    }

    private void append(int count) {
        append(count, jdbc.sql("SELECT count(*) FROM events.domain_event").query(Integer.class).single());
    }

    private void append(int count, int firstSequence) {
        jdbc.sql("""
                INSERT INTO events.domain_event (aggregate_identifier, sequence_number, type, event_identifier,
                    metadata, payload, payload_type, time_stamp)
                SELECT 'a', i, 'Test', 'id', '{}', '{}', 'none', '2026-01-01T00:00:00.000Z'
                FROM generate_series(?, ?) AS i""").param(firstSequence).param(firstSequence + count - 1).update();
        jdbc.sql("""
                INSERT INTO events.place (position, global_index)
                SELECT coalesce((SELECT max(position) FROM events.place), 0)
                    + row_number() OVER (ORDER BY sequence_number), global_index
                FROM events.domain_event WHERE sequence_number >= ?""").param(firstSequence).update();
    }

    private JdbcClient owner() {
        return TestDatabase.owner(name);
    }

    private void forget() {
        for (String table : List.of("domain_event", "place", "tile", "checkpoint")) {
            owner().sql("ALTER TABLE events." + table + " DISABLE TRIGGER USER").update();
            owner().sql("DELETE FROM events." + table).update();
        }
    }
}
