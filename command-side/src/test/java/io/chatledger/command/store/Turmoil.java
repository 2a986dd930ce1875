package io.chatledger.command.store;

import static org.awaitility.Awaitility.await;

import io.chatledger.command.store.WrongOrder.Numbering;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * The worst day of an event store: writers that dawdle in their transactions and roll back, sequencers that compete and
 * are killed at every step, transactions that stay open from beginning to end. Readers follow all the while.
 */
final class Turmoil {

    /** What must never be. */
    enum Fault {
        /** A committed event has no place. */
        SKIPPED,
        /** The places are not 1, 2, 3, … */
        NOT_DENSE,
        /** Within a stream, a later event has an earlier place. */
        STREAM_OUT_OF_ORDER,
        /** Somebody who reads by place did not see every event once, in the order that stands in the end. */
        READ_DIFFERENTLY
    }

    /**
     * @param surprises         failures of sequencers that have nothing to do with their being killed
     * @param placedBeforeLate  events that had got their places while a transaction with an early index was still open
     */
    record Outcome(
            Set<Fault> faults,
            Set<DoomedSession.Step> killedAt,
            Queue<String> surprises,
            long events,
            long placedBeforeLate) {}

    private record Placed(long position, String event, String stream, long sequence) {}

    private static final int WRITERS = 8;
    /** Fewer than writers, so that they get in each other's way. */
    private static final int STREAMS = 5;
    private static final int CANDIDATES = 3;
    private static final int READERS = 2;
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String LATE = "late";
    private static final String UNIQUE_VIOLATION = "23505";

    private final String url;
    private final Function<DataSource, Numbering> sequencer;
    private final long seed;
    private final Set<String> committed = ConcurrentHashMap.newKeySet();
    private final Set<DoomedSession.Step> killedAt = ConcurrentHashMap.newKeySet();
    private final Queue<String> surprises = new ConcurrentLinkedQueue<>();
    private volatile boolean writing = true;
    private volatile boolean leading = true;
    private volatile boolean reading = true;

    /** @param sequencer one candidate, on a session of its own */
    Turmoil(String url, Function<DataSource, Numbering> sequencer, long seed) {
        this.url = url;
        this.sequencer = sequencer;
        this.seed = seed;
    }

    /**
     * Goes on beyond this time, but not for ever, until a leader was killed at every step.
     *
     * @param untilTheEnd whether there is a writer, too, who commits only after all others
     */
    Outcome rage(Duration atLeast, boolean untilTheEnd) throws Exception {
        try (var onlooker = connect();
                var late = connect();
                var threads = Executors.newCachedThreadPool()) {
            onlooker.setAutoCommit(false);
            onlooker.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            takeTransactionId(onlooker);
            late.setAutoCommit(false);
            if (untilTheEnd) {
                append(late, nextIndex(late), LATE, 0, LATE);
            }

            try {
                var readers = start(threads, READERS, random -> this::follow);
                var candidates = start(threads, CANDIDATES, random -> () -> lead(random));
                var writers = start(threads, WRITERS, random -> () -> write(random));
                long start = System.nanoTime();
                do {
                    LockSupport.parkNanos(atLeast.toNanos());
                } while (killedAt.size() < DoomedSession.Step.values().length
                        && System.nanoTime() - start < PATIENCE.toNanos());
                writing = false;
                all(writers);
                long placedBeforeLate = number("SELECT max(position) FROM events.place");
                late.commit();
                if (untilTheEnd) {
                    committed.add(LATE);
                }
                leading = false;
                all(candidates);
                numberTheRest();
                reading = false;
                return new Outcome(faults(all(readers)), killedAt, surprises, committed.size(), placedBeforeLate);
            } finally {
                // Whatever failed: the threads are waited for.
                writing = false;
                leading = false;
                reading = false;
            }
        }
    }

    /** Pauses wherever somebody else's commit can come in between. */
    private Void write(Random random) throws SQLException {
        try (var connection = connect()) {
            connection.setAutoCommit(false);
            while (writing) {
                String stream = "stream " + random.nextInt(STREAMS);
                Set<String> events = new HashSet<>();
                try {
                    // What is appended follows on what is committed: that an account's index only rises rests on this.
                    long next = nextSequence(connection, stream);
                    pause(random);
                    takeTransactionId(connection);
                    pause(random);
                    for (int more = random.nextInt(3); more >= 0; more--) {
                        long index = nextIndex(connection);
                        pause(random);
                        String event = Long.toString(index);
                        append(connection, index, stream, next++, event);
                        events.add(event);
                        pause(random);
                    }
                    if (random.nextInt(4) == 0) {
                        connection.rollback();
                    } else {
                        connection.commit();
                        committed.addAll(events);
                    }
                } catch (SQLException lost) {
                    if (!UNIQUE_VIOLATION.equals(lost.getSQLState())) {
                        throw lost;
                    }
                    connection.rollback();
                }
            }
        }
        return null;
    }

    /** Mostly for less than a millisecond, now and then for up to 60. */
    private static void pause(Random random) {
        LockSupport.parkNanos(random.nextLong(TimeUnit.MICROSECONDS.toNanos(random.nextInt(30) == 0 ? 60_000 : 800)));
    }

    /** A candidate that is killed is followed by a new one, as a process that is started again. */
    private Void lead(Random random) throws SQLException {
        var steps = DoomedSession.Step.values();
        try (var executioner = connect()) {
            while (leading) {
                try (var session = connect()) {
                    var step = steps[random.nextInt(steps.length)];
                    var doomed = new DoomedSession(session, executioner, step, random);
                    try {
                        var numbering = sequencer.apply(new SingleConnectionDataSource(doomed.connection(), true));
                        while (leading) {
                            if (numbering.number() == 0) {
                                LockSupport.parkNanos(random.nextLong(TimeUnit.MILLISECONDS.toNanos(2)));
                            }
                        }
                    } catch (RuntimeException failure) {
                        if (doomed.ended()) {
                            killedAt.add(step);
                        } else {
                            surprises.add(NestedExceptionUtils.getMostSpecificCause(failure).toString());
                        }
                    }
                }
            }
        }
        return null;
    }

    private void numberTheRest() throws SQLException {
        try (var session = connect()) {
            var numbering = sequencer.apply(new SingleConnectionDataSource(session, true));
            await().during(Duration.ofMillis(100)).until(() -> {
                // A sequencer that starts may have to go past much that has its place.
                boolean none = numbering.number() == 0;
                while (numbering.number() > 0) {}
                return none;
            });
        }
    }

    private List<Placed> follow() throws SQLException {
        var seen = new ArrayList<Placed>();
        try (var connection = connect()) {
            boolean more = true;
            while (reading || more) {
                var batch = placed(connection, seen.isEmpty() ? 0 : seen.getLast().position());
                seen.addAll(batch);
                more = !batch.isEmpty();
            }
        }
        return seen;
    }

    private Set<Fault> faults(List<List<Placed>> read) throws SQLException {
        List<Placed> order;
        try (var connection = connect()) {
            order = placed(connection, 0);
        }
        var faults = EnumSet.noneOf(Fault.class);
        if (!committed.equals(new HashSet<>(order.stream().map(Placed::event).toList()))) {
            faults.add(Fault.SKIPPED);
        }
        if (!order.stream().map(Placed::position).toList()
                .equals(LongStream.rangeClosed(1, order.size()).boxed().toList())) {
            faults.add(Fault.NOT_DENSE);
        }
        Map<String, Long> newest = new HashMap<>();
        for (Placed placed : order) {
            Long before = newest.put(placed.stream(), placed.sequence());
            if (before != null && before > placed.sequence()) {
                faults.add(Fault.STREAM_OUT_OF_ORDER);
            }
        }
        if (!read.stream().allMatch(order::equals)) {
            faults.add(Fault.READ_DIFFERENTLY);
        }
        return faults;
    }

    private <T> List<Future<T>> start(ExecutorService threads, int count, Function<Random, Callable<T>> task) {
        return LongStream.range(0, count)
                .mapToObj(number -> threads.submit(task.apply(new Random(seed + number))))
                .toList();
    }

    private static <T> List<T> all(List<Future<T>> futures) throws Exception {
        var results = new ArrayList<T>();
        for (var future : futures) {
            results.add(future.get());
        }
        return results;
    }

    private static void takeTransactionId(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("SELECT pg_current_xact_id()");
        }
    }

    /** With the table locked before, as {@code INSERT} does it. */
    private static long nextIndex(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("LOCK TABLE events.domain_event IN ROW EXCLUSIVE MODE");
        }
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT nextval('events.domain_event_global_index_seq')")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static long nextSequence(Connection connection, String stream) throws SQLException {
        try (var statement = connection.prepareStatement("""
                SELECT coalesce(max(sequence_number) + 1, 0) FROM events.domain_event
                WHERE aggregate_identifier = ?""")) {
            statement.setString(1, stream);
            try (var row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static void append(Connection connection, long index, String stream, long sequence, String event)
            throws SQLException {
        try (var statement = connection.prepareStatement("""
                INSERT INTO events.domain_event (global_index, aggregate_identifier, sequence_number, type,
                    event_identifier, metadata, payload, payload_type, time_stamp)
                VALUES (?, ?, ?, 'Test', ?, '{}', '{}', 'none', clock_timestamp()::text)""")) {
            statement.setLong(1, index);
            statement.setString(2, stream);
            statement.setLong(3, sequence);
            statement.setString(4, event);
            statement.executeUpdate();
        }
    }

    private static List<Placed> placed(Connection connection, long after) throws SQLException {
        try (var statement = connection.prepareStatement("""
                SELECT position, event_identifier, aggregate_identifier, sequence_number
                FROM events.place JOIN events.domain_event USING (global_index)
                WHERE position > ? ORDER BY position""")) {
            statement.setLong(1, after);
            try (var rows = statement.executeQuery()) {
                var placed = new ArrayList<Placed>();
                while (rows.next()) {
                    placed.add(new Placed(rows.getLong(1), rows.getString(2), rows.getString(3), rows.getLong(4)));
                }
                return placed;
            }
        }
    }

    private long number(String query) throws SQLException {
        try (var connection = connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(url);
    }
}
