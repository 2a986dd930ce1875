package io.chatledger.command.store;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;

/** A thread that works from the start of this side to its end, and is healthy while it gets on. */
public final class WatchedThread {

    private static final Duration STOP_WITHIN = Duration.ofSeconds(5);
    /** Then it is not healthy. */
    private static final Duration LONGEST_TROUBLE = Duration.ofSeconds(30);

    private final String name;
    private final LongSupplier nanoTime;
    private volatile boolean running;
    /** When it last got on, if only to see that there is nothing to do. */
    private volatile long gotOnNanos;
    private volatile @Nullable Thread thread;

    public WatchedThread(String name) {
        this(name, System::nanoTime);
    }

    WatchedThread(String name, LongSupplier nanoTime) {
        this.name = name;
        this.nanoTime = nanoTime;
    }

    /** @param work returns soon when this is not running any more */
    public void start(Runnable work) {
        running = true;
        gotOn();
        thread = Thread.ofPlatform().name(name).start(work);
    }

    /** For the work to say. */
    public void gotOn() {
        gotOnNanos = nanoTime.getAsLong();
    }

    public boolean isRunning() {
        return running;
    }

    /**
     * Returns when the work has ended, or after 5 seconds.
     *
     * @param wake lets the work see that this is not running any more
     */
    public void stop(Runnable wake) {
        running = false;
        wake.run();
        try {
            Thread ending = thread;
            if (ending != null) {
                ending.join(STOP_WITHIN);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Down if the thread has ended, or has not got on for 30 seconds. */
    public Health health() {
        Thread working = thread;
        boolean getsOn = working != null && working.isAlive()
                && nanoTime.getAsLong() - gotOnNanos < LONGEST_TROUBLE.toNanos();
        return (getsOn ? Health.up() : Health.down()).build();
    }
}
