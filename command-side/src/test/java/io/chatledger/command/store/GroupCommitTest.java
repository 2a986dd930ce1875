package io.chatledger.command.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chatledger.command.CommandSideTest;
import io.chatledger.command.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.TransactionTemplate;

/** Transactions that commit at the same moment are one in the database, and none suffers from another. */
@CommandSideTest
class GroupCommitTest {

    private static final RowStatement<Long> NUMBER = new RowStatement<>(
            "INSERT INTO events.number_of_test SELECT * FROM unnest(?::bigint[])",
            List.of(number -> number),
            IllegalArgumentException::new);

    @Autowired
    GroupCommit commit;

    @Autowired
    TransactionTemplate transaction;

    @Autowired
    JdbcClient jdbc;

    @BeforeEach
    void makeTable() {
        TestDatabase.owner().sql("CREATE TABLE events.number_of_test (number bigint PRIMARY KEY)").update();
    }

    @AfterEach
    void dropTable() {
        TestDatabase.owner().sql("DROP TABLE events.number_of_test").update();
    }

    @Test
    void whatGathersWhileOneIsWrittenIsWrittenInOneTransaction() throws Exception {
        List<Throwable> failures = commitAtTheSameMoment(1, 2, 3, 4, 5);

        assertThat(failures).isEmpty();
        assertThat(numbers()).containsExactly(1L, 2L, 3L, 4L, 5L);
        // That of the first, and that of those who came meanwhile.
        assertThat(transactions()).isEqualTo(2);
    }

    @Test
    void whatIsRefusedIsRefusedToItsOwnWriterAlone() throws Exception {
        write(3);

        List<Throwable> failures = commitAtTheSameMoment(1, 2, 3, 4, 5);

        assertThat(failures).singleElement().isInstanceOf(IllegalArgumentException.class);
        assertThat(numbers()).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void aTransactionThatWritesElsewhereTooIsDoneOrUndoneAsAWhole() {
        transaction.executeWithoutResult(status -> {
            commit.write(NUMBER, 1L);
            insert(2);
        });
        assertThat(transactions()).isEqualTo(1);

        assertThatThrownBy(() -> transaction.executeWithoutResult(status -> {
            commit.write(NUMBER, 1L);
            insert(3);
        })).isInstanceOf(IllegalArgumentException.class);
        assertThat(numbers()).containsExactly(1L, 2L);
    }

    @Test
    void nothingIsWrittenOfATransactionThatIsRolledBack() {
        transaction.executeWithoutResult(status -> {
            commit.write(NUMBER, 1L);
            status.setRollbackOnly();
        });

        assertThat(numbers()).isEmpty();
    }

    @Test
    void whoeverIsInAGroupWhoseCommitFailsHearsItAndNothingOfItIsWritten() throws Exception {
        write(3);
        refuseAtCommitOnly();

        List<Throwable> failures = commitAtTheSameMoment(1, 2, 3, 4, 5);

        // The first was written before the others.
        assertThat(failures).hasSize(4).hasOnlyElementsOfType(TransactionException.class);
        assertThat(numbers()).containsExactly(1L, 3L);
    }

    @Test
    void aTransactionOnItsOwnHearsTheSameWhenItsCommitFails() {
        write(3);
        refuseAtCommitOnly();

        assertThatThrownBy(() -> transaction.executeWithoutResult(status -> {
            commit.write(NUMBER, 1L);
            insert(3);
        })).isInstanceOf(TransactionSystemException.class);
        assertThat(numbers()).containsExactly(3L);
    }

    @Test
    void aTransactionWithinAnotherIsWrittenWhateverBecomesOfThat() {
        var within = new TransactionTemplate(Objects.requireNonNull(transaction.getTransactionManager()));
        within.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);

        transaction.executeWithoutResult(status -> {
            commit.write(NUMBER, 1L);
            within.executeWithoutResult(itsOwn -> commit.write(NUMBER, 2L));
            status.setRollbackOnly();
        });

        assertThat(numbers()).containsExactly(2L);
    }

    /** Returns what they threw. The first is kept from writing until all others wait for it. */
    private List<Throwable> commitAtTheSameMoment(long... numbers) throws Exception {
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        List<Thread> writers = new ArrayList<>();
        try (Connection gate = gate()) {
            for (long number : numbers) {
                writers.add(Thread.ofPlatform().start(() -> {
                    try {
                        write(number);
                    } catch (RuntimeException failure) {
                        failures.add(failure);
                    }
                }));
                if (writers.size() == 1) {
                    await().until(this::somebodyWaitsAtTheGate);
                }
            }
            await().until(() -> writers.stream().skip(1).allMatch(writer -> writer.getState() == Thread.State.WAITING));
            gate.rollback();
        }
        for (Thread writer : writers) {
            writer.join();
        }
        return List.copyOf(failures);
    }

    private Connection gate() throws SQLException {
        Connection gate = DriverManager.getConnection(TestDatabase.url("chatledger_command"));
        gate.setAutoCommit(false);
        gate.createStatement().execute("LOCK TABLE events.number_of_test IN SHARE MODE");
        return gate;
    }

    private boolean somebodyWaitsAtTheGate() {
        return jdbc.sql(
                "SELECT count(*) > 0 FROM pg_locks WHERE relation = 'events.number_of_test'::regclass AND NOT granted")
                .query(Boolean.class)
                .single();
    }

    private void write(long number) {
        transaction.executeWithoutResult(status -> commit.write(NUMBER, number));
    }

    private static void refuseAtCommitOnly() {
        TestDatabase.owner().sql("""
                ALTER TABLE events.number_of_test
                    DROP CONSTRAINT number_of_test_pkey, ADD UNIQUE (number) DEFERRABLE INITIALLY DEFERRED""").update();
    }

    private void insert(long number) {
        jdbc.sql("INSERT INTO events.number_of_test VALUES (?)").param(number).update();
    }

    private List<Long> numbers() {
        return jdbc.sql("SELECT number FROM events.number_of_test ORDER BY number").query(Long.class).list();
    }

    private long transactions() {
        return jdbc.sql("SELECT count(DISTINCT xmin::text) FROM events.number_of_test").query(Long.class).single();
    }
}
