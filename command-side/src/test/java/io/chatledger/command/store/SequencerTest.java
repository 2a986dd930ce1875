package io.chatledger.command.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chatledger.command.Api;
import io.chatledger.command.CommandSideTest;
import io.chatledger.command.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.axonframework.eventhandling.SimpleEventBus;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

@CommandSideTest
class SequencerTest {

    private static final String APPEND = """
            INSERT INTO events.domain_event (aggregate_identifier, sequence_number, type, event_identifier, metadata,
                payload, payload_type, time_stamp)
            VALUES (?, ?, 'Test', 'id', '{}', '{}', 'none', '2026-01-01T00:00:00.000Z')
            """;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    PlatformTransactionManager transactions;

    @LocalServerPort
    int port;

    @Test
    void anEventThatIsCommittedLongAfterLaterOnesIsNumberedAllTheSame() throws SQLException {
        String late = UUID.randomUUID().toString();
        String early = UUID.randomUUID().toString();
        try (var slow = connect(); var quick = connect()) {
            slow.setAutoCommit(false);
            append(slow, late, 0);
            append(quick, early, 0);
            await().until(() -> position(early) != null);

            slow.commit();
        }

        await().until(() -> position(late) != null);
        assertThat(position(late)).isGreaterThan(position(early));
    }

    @Test
    void anErrorDoesNotEndTheNumbering() {
        var errors = new AtomicInteger(3);
        var frontier = new Frontier(jdbc) {
            @Override
            long floor() {
                if (errors.getAndDecrement() > 0) {
                    throw new StackOverflowError();
                }
                return super.floor();
            }
        };
        var sequencer = new Sequencer(
                jdbc,
                transactions,
                SimpleEventBus.builder().build(),
                frontier,
                OrderTest.settings(new StoreSettings.Numbering(
                        Duration.ofMillis(20), Duration.ofMillis(6), 5000, 1)));
        sequencer.start();
        try {
            await().until(() -> errors.get() < 0);
        } finally {
            sequencer.stop();
        }
    }

    @Test
    void listenersHearOfNewEventsAndAreLeftAloneOtherwise() throws SQLException {
        try (var listener = connect()) {
            awaitAllNumbered();
            listener.createStatement().execute("LISTEN chatledger_events");

            new Api(port).register();

            var heard = listener.unwrap(PGConnection.class).getNotifications(5000);
            assertThat(heard).isNotEmpty();
            awaitAllNumbered();
            listener.unwrap(PGConnection.class).getNotifications();
            assertThat(listener.unwrap(PGConnection.class).getNotifications(300)).isEmpty();
        }
    }

    @Test
    void anEventCannotBeChangedMovedOrDeleted() throws SQLException {
        new Api(port).register();
        awaitAllNumbered();
        for (String change : List.of(
                "UPDATE events.domain_event SET payload = '{}'",
                "UPDATE events.place SET position = position + 1000000",
                "DELETE FROM events.place",
                "TRUNCATE events.place",
                "DELETE FROM events.domain_event",
                "TRUNCATE events.domain_event")) {
            assertThatThrownBy(() -> jdbc.sql(change).update()).as(change)
                    .rootCause().hasMessageContaining("permission denied");
            assertThatThrownBy(() -> TestDatabase.owner().sql(change).update()).as(change + " by the owner")
                    .rootCause().hasMessageContaining("append-only");
        }
    }

    @Test
    void theApplicationCannotGetRidOfWhatKeepsEventsAsTheyAre() {
        for (String change : List.of(
                "DROP TRIGGER event_is_final ON events.domain_event",
                "ALTER TABLE events.place DISABLE TRIGGER USER",
                "ALTER TABLE events.domain_event ADD COLUMN another text",
                "DROP TABLE events.domain_event",
                "CREATE OR REPLACE FUNCTION events.refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'",
                "CREATE TABLE events.another ()",
                "DELETE FROM events.flyway_schema_history",
                "DELETE FROM events.sequenced",
                "SELECT setval('events.domain_event_global_index_seq', 1)",
                "SET ROLE chatledger_owner",
                "SET session_replication_role = replica")) {
            assertThatThrownBy(() -> jdbc.sql(change).update()).as(change)
                    .rootCause().hasMessageMatching("(?s).*(permission denied|must be owner).*");
        }
    }

    private void awaitAllNumbered() {
        await().atMost(Duration.ofSeconds(10))
                .until(() -> jdbc.sql(
                        "SELECT (SELECT count(*) FROM events.domain_event) - (SELECT count(*) FROM events.place)")
                                .query(Long.class)
                                .single()
                        == 0);
    }

    private Long position(String stream) {
        return jdbc.sql("SELECT max(position) FROM events.place JOIN events.domain_event USING (global_index)"
                        + " WHERE aggregate_identifier = ?")
                .param(stream)
                .query((row, index) -> (Long) row.getObject(1))
                .single();
    }

    private static void append(Connection connection, String stream, long sequence) throws SQLException {
        try (var statement = connection.prepareStatement(APPEND)) {
            statement.setString(1, stream);
            statement.setLong(2, sequence);
            statement.executeUpdate();
        }
    }

    private static Connection connect() throws SQLException {
        return DriverManager.getConnection(TestDatabase.url("chatledger_command"));
    }
}
