package io.chatledger.standalone.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

/** So many connections, each with accounts of its own, doing one thing after the other for some time. */
final class Load {

    /** What each connection does again and again. */
    interface Action {
        void on(Account account, Connection connection);
    }

    /**
     * What was measured.
     *
     * @param latenciesNanos ascending; from when a request was due, so that waiting for a late one before it counts too
     */
    record Measured(Duration elapsed, long[] latenciesNanos) {

        int count() {
            return latenciesNanos.length;
        }

        double perSecond() {
            return count() / (elapsed.toNanos() / 1e9);
        }

        Duration percentile(double percent) {
            return Duration.ofNanos(Load.percentile(latenciesNanos, percent));
        }
    }

    /** Of values in ascending order, the least that so many percent do not exceed. */
    static long percentile(long[] ascending, double percent) {
        return ascending[(int) Math.ceil(percent / 100 * ascending.length) - 1];
    }

    private final int port;
    private final int connections;

    Load(int port, int connections) {
        this.port = port;
        this.connections = connections;
    }

    /** As fast as it goes. */
    Measured full(List<Account> accounts, Duration duration, Action action) {
        return run(accounts, duration, 0, action);
    }

    /** At so many requests a second, all connections together. */
    Measured paced(List<Account> accounts, Duration duration, double perSecond, Action action) {
        return run(accounts, duration, (long) (connections * 1e9 / perSecond), action);
    }

    private Measured run(List<Account> accounts, Duration duration, long intervalNanos, Action action) {
        try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
            long start = System.nanoTime();
            List<Callable<long[]>> callers = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                List<Account> own = everyOther(accounts, i);
                long first = start + intervalNanos * i / connections;
                callers.add(() -> call(own, first, start + duration.toNanos(), intervalNanos, action));
            }
            LongStream latencies = LongStream.empty();
            for (Future<long[]> caller : threads.invokeAll(callers)) {
                latencies = LongStream.concat(latencies, Arrays.stream(caller.get()));
            }
            Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
            return new Measured(elapsed, latencies.sorted().toArray());
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Account> everyOther(List<Account> accounts, int first) {
        List<Account> own = new ArrayList<>();
        for (int i = first; i < accounts.size(); i += connections) {
            own.add(accounts.get(i));
        }
        return own;
    }

    private long[] call(List<Account> accounts, long first, long end, long intervalNanos, Action action) {
        try (var connection = new Connection(port)) {
            LongStream.Builder latencies = LongStream.builder();
            long due = first;
            for (int i = 0; due < end; i++) {
                for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
                    LockSupport.parkNanos(early);
                }
                action.on(accounts.get(i % accounts.size()), connection);
                long now = System.nanoTime();
                latencies.add(now - due);
                due = intervalNanos == 0 ? now : due + intervalNanos;
            }
            return latencies.build().toArray();
        }
    }
}
