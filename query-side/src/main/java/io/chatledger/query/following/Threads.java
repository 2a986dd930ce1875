package io.chatledger.query.following;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** The threads that keep the read models going, one for each work: one that is stuck holds up no other. */
@Component
public class Threads implements SmartLifecycle, HealthIndicator {

    private static final Duration LONGEST_STOP = Duration.ofSeconds(5);

    private final Map<String, Work> works = new LinkedHashMap<>();
    private final List<Thread> running = new ArrayList<>();

    /**
     * To be called before they are started.
     *
     * @param name of its thread
     */
    public synchronized void add(String name, Work work) {
        works.put(name, work);
    }

    @Override
    public synchronized void start() {
        works.forEach((name, work) -> running.add(Thread.ofPlatform().name(name).start(work)));
    }

    /** Lets each finish its batch; a batch that is cut off is rolled back by the database and comes again. */
    @Override
    public synchronized void stop() {
        works.values().forEach(Work::stop);
        try {
            for (Thread thread : running) {
                thread.join(LONGEST_STOP);
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        running.clear();
    }

    @Override
    public synchronized boolean isRunning() {
        return !running.isEmpty();
    }

    /** Whether none has ended without being told to; whether each gets on is told by {@code /api/ops/projections}. */
    @Override
    public synchronized Health health() {
        return (isRunning() && running.stream().allMatch(Thread::isAlive) ? Health.up() : Health.down()).build();
    }

    /** Before the web server starts and until after it has stopped, so that the last requests are answered fresh. */
    @Override
    public int getPhase() {
        return 0;
    }
}
