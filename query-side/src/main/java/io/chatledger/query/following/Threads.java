package io.chatledger.query.following;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The threads of one component, each of which ends by itself once it is told to. */
public final class Threads {

    private static final Duration LONGEST_STOP = Duration.ofSeconds(5);

    private final List<Thread> running = new ArrayList<>();

    public synchronized void start(String name, Runnable work) {
        running.add(Thread.ofPlatform().name(name).start(work));
    }

    /** Lets each finish its batch; a batch that is cut off is rolled back by the database and comes again. */
    public synchronized void join() {
        try {
            for (Thread thread : running) {
                thread.join(LONGEST_STOP);
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        running.clear();
    }

    /** Whether they were started, and none has ended without being told to. */
    public synchronized boolean areAlive() {
        return areRunning() && running.stream().allMatch(Thread::isAlive);
    }

    public synchronized boolean areRunning() {
        return !running.isEmpty();
    }
}
