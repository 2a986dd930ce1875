package io.chatledger.standalone.benchmark;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

/**
 * Watches, from beside, when the last of the read models has come to which position. Counted from the time of the
 * event, which is made before it is committed, so that the measured time is rather too long than too short.
 */
final class Visibility implements AutoCloseable {

    private static final Duration LOOK_EVERY = Duration.ofMillis(2);

    private final Store store;
    private final long start;
    private final TreeMap<Long, Instant> seen = new TreeMap<>();
    private final Thread watcher;
    private volatile boolean watching = true;
    private volatile boolean failed;

    /** @param store for this alone */
    Visibility(Store store) throws SQLException {
        this.store = store;
        this.start = store.slowestPosition();
        this.watcher = Thread.ofPlatform().name("visibility").start(this::watch);
    }

    private void watch() {
        try {
            while (watching) {
                seen.putIfAbsent(store.slowestPosition(), Instant.now());
                LockSupport.parkNanos(LOOK_EVERY.toNanos());
            }
        } catch (SQLException e) {
            failed = true;
        }
    }

    /** From each event since the start until all read models had it, ascending. To be asked when all have caught up. */
    long[] delaysNanos() throws SQLException, InterruptedException {
        close();
        if (failed) {
            throw new IllegalStateException("the watch was given up");
        }
        LongStream.Builder delays = LongStream.builder();
        store.timesAfter(start, (position, at) -> {
            Map.Entry<Long, Instant> first = seen.ceilingEntry(position);
            if (first != null) {
                delays.add(Duration.between(at, first.getValue()).toNanos());
            }
        });
        return delays.build().sorted().toArray();
    }

    @Override
    public void close() throws InterruptedException {
        watching = false;
        watcher.join();
    }
}
