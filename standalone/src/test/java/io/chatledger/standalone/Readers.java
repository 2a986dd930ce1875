package io.chatledger.standalone;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** People who look at their balance again and again, whatever happens. */
final class Readers implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(500);

    private final List<User> users;
    private final List<Thread> threads = new ArrayList<>();
    private final Outcomes outcomes = new Outcomes();
    private final Set<User> answered = ConcurrentHashMap.newKeySet();
    private volatile long sinceNanos = System.nanoTime();
    private volatile boolean reading = true;

    private Readers(List<User> users) {
        this.users = users;
    }

    static Readers start(List<User> users) {
        var readers = new Readers(users);
        users.forEach(user -> readers.threads.add(Thread.startVirtualThread(() -> readers.read(user))));
        return readers;
    }

    private void read(User user) {
        while (reading) {
            long askedNanos = System.nanoTime();
            Answer answer = outcomes.of(() -> user.client().get("/api/tokens"));
            if (answer != null && answer.status() == 200 && askedNanos - sinceNanos > 0) {
                answered.add(user);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** Waits until each of them has asked and was answered; returns how long that took. */
    Duration awaitAllAreAnswered(Duration atMost) {
        long begunNanos = System.nanoTime();
        sinceNanos = begunNanos;
        answered.clear();
        await("each reader is answered").atMost(atMost).until(() -> answered.containsAll(users));
        return Duration.ofNanos(System.nanoTime() - begunNanos);
    }

    Outcomes outcomes() {
        return outcomes;
    }

    @Override
    public void close() {
        reading = false;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
