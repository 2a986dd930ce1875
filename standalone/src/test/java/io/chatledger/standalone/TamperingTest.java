package io.chatledger.standalone;

import static org.awaitility.Awaitility.await;

import io.chatledger.standalone.postgres.PostgresServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whoever may do everything in the database changes something, and an auditor is told what and where. */
class TamperingTest {

    private static final String PASSWORD = "battery staple";

    private final DataFolder data = TestData.newFolder();
    private WholeSystem system;
    private URI gateway;
    private User alice;
    private User ben;

    @TempDir
    Path kept;

    @BeforeEach
    void makeHistoryAndVerifyIt() {
        System.setProperty("chatledger.admin.password", PASSWORD);
        start();
        alice = Client.of(gateway).newUser();
        alice.chat("Hello").expect(200);
        ben = Client.of(gateway).newUser();
        ben.chat("one").expect(200);
        auditor().verify(kept).holds();
        ben.chat("two").expect(200);
        auditor().verify(kept).holds();
        for (String table : List.of("domain_event", "place", "tile", "checkpoint")) {
            sql("ALTER TABLE events." + table + " DISABLE TRIGGER USER");
        }
    }

    @AfterEach
    void stop() {
        system.close();
    }

    @Test
    void whateverIsChangedWhileTheSystemRunsIsFound() {
        long grant = position(alice, 1);
        String payload = "UPDATE events.domain_event SET payload = convert_to(replace(convert_from(payload, 'UTF8'),"
                + " '\"amount\":%d', '\"amount\":%d'), 'UTF8') WHERE aggregate_identifier = '" + alice.id() + "'";
        sql(payload.formatted(4000, 4001));
        auditor().verify(kept).isWrong("is what was hashed", "position " + grant + ": the entry is not the one");
        sql(payload.formatted(4001, 4000));
        auditor().verify(kept).holds();

        sql("CREATE TABLE stolen AS SELECT * FROM events.domain_event WHERE " + isEvent(alice, 1));
        sql("DELETE FROM events.domain_event WHERE global_index IN (SELECT global_index FROM stolen)");
        auditor().verify(kept).isWrong("every entry is there", "position " + grant + ": it is missing");
        sql("INSERT INTO events.domain_event SELECT * FROM stolen");
        auditor().verify(kept).holds();

        long message = position(alice, 2);
        swap(grant, message);
        auditor().verify(kept).isWrong("is what was hashed", "position " + grant + ":")
                .isWrong("0, 1, 2", "position " + grant + ": event 2 of account " + alice.id());
        swap(grant, message);
        auditor().verify(kept).holds();

        sql("UPDATE read.account_balance SET balance = balance + 1 WHERE account_id = '" + ben.id() + "'");
        auditor().verify(kept)
                .isWrong("what the read model says", ben.id() + " has 3800 with 0 held by the log, and 3801")
                .isWrong("trial balance", "");
        sql("UPDATE read.account_balance SET balance = balance - 1 WHERE account_id = '" + ben.id() + "'");
        auditor().verify(kept).holds();

        long first = number("SELECT min(size) FROM events.checkpoint");
        sql("CREATE TABLE said AS SELECT * FROM events.checkpoint");
        for (String lie : List.of("root = sha256(root)", "note = replace(note, E'\\n\\n', E'\\nmore\\n\\n')")) {
            sql("UPDATE events.checkpoint SET %s WHERE size = %d".formatted(lie, first));
            auditor().verify(kept).isWrong("no published checkpoint contradicts", "checkpoint of %d ".formatted(first));
            sql("UPDATE events.checkpoint SET root = said.root, note = said.note FROM said"
                    + " WHERE said.size = checkpoint.size");
        }
        auditor().verify(kept).holds();

        long before = number("SELECT size FROM events.checkpoint ORDER BY size DESC OFFSET 1 LIMIT 1");
        sql("DELETE FROM events.domain_event USING events.place WHERE place.position > %d".formatted(before)
                + " AND place.global_index = domain_event.global_index");
        sql("DELETE FROM events.place WHERE position > " + before);
        sql("DELETE FROM events.checkpoint WHERE size > " + before);
        auditor().verify(kept).isWrong("since the kept checkpoint", "the log ends at " + before);
    }

    @Test
    void aGrantThatIsSlippedInIsFoundAlthoughEverythingWasSignedAnew() throws IOException {
        slipInOnceMore(alice, 1);

        auditor().verify(kept).isWrong("since the kept checkpoint", "events are not those of the kept checkpoint");
    }

    @Test
    void aChargeThatIsSlippedInOnceMoreIsFoundEvenByWhoLooksForTheFirstTime(@TempDir Path nothingKept)
            throws IOException {
        long last = lastSequence(alice);
        long position = slipInOnceMore(alice, last);

        auditor().verify(nothingKept)
                .isWrong("each hold is resolved once", "position " + position + ": no hold is open for message ");
        auditor().verify(kept).isWrong("since the kept checkpoint", "");
    }

    /** As the newest event of this account, with valid numbers, signed; returns its position. */
    private long slipInOnceMore(User user, long sequence) throws IOException {
        long last = lastSequence(user);
        long position = position(user, last);
        forge(
                """
                INSERT INTO events.domain_event (aggregate_identifier, sequence_number, type, event_identifier,
                    metadata, payload, payload_revision, payload_type, time_stamp)
                SELECT aggregate_identifier, %d, type, gen_random_uuid()::text, metadata, payload, payload_revision,
                    payload_type, time_stamp
                FROM events.domain_event WHERE %s""".formatted(last + 1, isEvent(user, sequence)),
                "UPDATE events.place SET position = position + 1000000 WHERE position > " + position,
                "UPDATE events.place SET position = position - 999999 WHERE position > 1000000",
                "INSERT INTO events.place SELECT %d, global_index FROM events.domain_event WHERE %s"
                        .formatted(position + 1, isEvent(user, last + 1)));
        return position + 1;
    }

    private long lastSequence(User user) {
        return number("SELECT max(sequence_number) FROM events.domain_event WHERE aggregate_identifier = '%s'"
                .formatted(user.id()));
    }

    @Test
    void anEventThatIsHiddenIsFoundEvenByWhoLooksForTheFirstTime(@TempDir Path nothingKept) throws IOException {
        long hidden = position(ben, 2);
        long next = position(ben, 3) - 1;
        forge(
                "DELETE FROM events.domain_event WHERE " + isEvent(ben, 2),
                "DELETE FROM events.place WHERE position = " + hidden,
                "UPDATE events.place SET position = position + 1000000 WHERE position > " + hidden,
                "UPDATE events.place SET position = position - 1000001 WHERE position > 1000000");

        auditor().verify(nothingKept)
                .isWrong("0, 1, 2", "position %d: event 3 of account %s is where 2".formatted(next, ben.id()));
        auditor().verify(kept).isWrong("since the kept checkpoint", "");
    }

    /** The tree is built and signed anew by whoever has the key, and what was kept beside it is gone. */
    private void forge(String... statements) throws IOException {
        system.close();
        try (PostgresServer postgres = OwnDatabase.start(data)) {
            JdbcClient database = TestData.database(data, postgres.port(), PostgresServer.SUPERUSER);
            for (String statement : statements) {
                database.sql(statement).update();
            }
            database.sql("TRUNCATE events.tile, events.checkpoint").update();
        }
        Files.delete(data.keys().resolve("log-checkpoint"));
        start();
        await("the log is signed again").atMost(Duration.ofSeconds(20)).until(() ->
                number("SELECT count(*) - coalesce((SELECT max(size) FROM events.checkpoint), 0) FROM events.place")
                        == 0);
    }

    private void start() {
        system = new WholeSystem();
        gateway = URI.create("http://127.0.0.1:" + system.start(data, InetAddress.getLoopbackAddress(), 0, 0));
    }

    private Auditor auditor() {
        return Auditor.of(gateway, Client.of(gateway).logIn("admin", PASSWORD));
    }

    private void swap(long one, long other) {
        sql("UPDATE events.place SET position = 1000000 WHERE position = " + one);
        sql("UPDATE events.place SET position = %d WHERE position = %d".formatted(one, other));
        sql("UPDATE events.place SET position = %d WHERE position = 1000000".formatted(other));
    }

    private long position(User user, long sequence) {
        return number("SELECT position FROM events.place JOIN events.domain_event USING (global_index) WHERE "
                + isEvent(user, sequence));
    }

    private static String isEvent(User user, long sequence) {
        return "aggregate_identifier = '%s' AND sequence_number = %d".formatted(user.id(), sequence);
    }

    private long number(String query) {
        return superuser().sql(query).query(Long.class).single();
    }

    private void sql(String statement) {
        superuser().sql(statement).update();
    }

    private JdbcClient superuser() {
        int port = PostgresServer.portOfRunning(data.postgres()).orElseThrow();
        return TestData.database(data, port, PostgresServer.SUPERUSER);
    }
}
