package io.chatledger.command.store;

import static java.util.Comparator.comparingLong;

import io.chatledger.command.store.Places.Lock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.axonframework.eventhandling.EventBus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Gives every committed event its place in the one dense order that the read models follow.
 *
 * <p>It looks wherever an event without a place can be (see {@link Frontier}), and gives out places by index. Since the
 * next event of an account is written only after the one before it was committed, the order within an account is kept.
 * One sequencer works at a time, whichever copy of this side gets the lock.
 */
@Component
class Sequencer implements SmartLifecycle, HealthIndicator {

    private static final Logger log = LoggerFactory.getLogger(Sequencer.class);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(500);
    private static final Counter NUMBERED = Counter.builder("chatledger.events.numbered")
            .description("Events that this copy saw come to their place in the order")
            .register(Metrics.globalRegistry);
    private static final Timer NUMBERINGS = Timer.builder("chatledger.numberings")
            .description("How long it takes to give places to a batch of events, with the commit")
            .register(Metrics.globalRegistry);

    private final Places places;
    private final TransactionTemplate transaction;
    private final Frontier frontier;
    private final Duration pollInterval;
    private final Duration interval;
    private final int batch;
    /** One in so many numberings looks whether gaps can still be filled, and keeps how far it has come. */
    private final int thoroughEvery;
    private final Semaphore committed = new Semaphore(0);
    private final WatchedThread thread = new WatchedThread("sequencer");
    private int numberings;
    /** The last place that was seen: all that was seen is in the database if that is. */
    private @Nullable Place newest;

    Sequencer(
            JdbcClient jdbc,
            PlatformTransactionManager transactionManager,
            EventBus eventBus,
            Frontier frontier,
            StoreSettings settings) {
        this.places = new Places(jdbc);
        this.transaction = new TransactionTemplate(transactionManager);
        this.frontier = frontier;
        this.pollInterval = settings.sequencer().pollInterval();
        this.interval = settings.sequencer().interval();
        this.batch = settings.sequencer().batch();
        this.thoroughEvery = settings.sequencer().thoroughEvery();
        eventBus.subscribe(events -> wakeAfterCommit());
    }

    /** Gives places to one batch; returns how many events were found, 0 also if another copy is at it. */
    @SuppressWarnings("NullAway") // what a transaction gives back may be null
    int number() {
        boolean thorough = numberings++ % thoroughEvery == 0;
        List<Place> found = transaction.execute(status -> findAndNumber(thorough));
        if (found == null) {
            return 0;
        }
        newest = Stream.concat(Stream.ofNullable(newest), found.stream())
                .max(comparingLong(Place::position))
                .orElse(null);
        frontier.passed(found.stream().map(Place::globalIndex).toList(), found.size() < batch);
        return found.size();
    }

    /** Null if another copy is at it. */
    private @Nullable List<Place> findAndNumber(boolean thorough) {
        Lock lock = places.tryLock(newest);
        if (!lock.isTaken()) {
            return null;
        }
        if (!lock.known()) {
            // At the start; or the database is an older one than a moment ago, and what was seen there is not here.
            newest = null;
            frontier.startAbove(places.sequencedUpTo());
        }
        if (thorough) {
            places.keepSequencedUpTo(frontier.floor());
            if (frontier.hasGaps()) {
                frontier.look();
            }
        }
        return places.give(places.beyond(frontier, batch));
    }

    @Override
    public void start() {
        thread.start(this::run);
    }

    private void wakeAfterCommit() {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                committed.release();
            }
        });
    }

    private void run() {
        try {
            while (thread.isRunning()) {
                long begunNanos = System.nanoTime();
                try {
                    int numbered = number();
                    thread.gotOn();
                    count(numbered, System.nanoTime() - begunNanos);
                    if (numbered == 0) {
                        awaitCommit(pollInterval);
                    } else if (numbered < batch) {
                        // What is committed meanwhile goes together: each numbering is work for every read model.
                        Thread.sleep(interval.minusNanos(System.nanoTime() - begunNanos));
                    }
                    committed.drainPermits();
                } catch (RuntimeException | Error e) {
                    // Whatever it is: without a sequencer nothing that was written is ever read.
                    log.warn("Events cannot be numbered yet: {}", Outage.reason(e));
                    committed.drainPermits();
                    awaitCommit(PAUSE_AFTER_FAILURE);
                }
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private static void count(int numbered, long nanos) {
        if (numbered > 0) {
            NUMBERED.increment(numbered);
            NUMBERINGS.record(nanos, TimeUnit.NANOSECONDS);
        }
    }

    private void awaitCommit(Duration atMost) throws InterruptedException {
        committed.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() {
        thread.stop(committed::release);
    }

    @Override
    public boolean isRunning() {
        return thread.isRunning();
    }

    @Override
    public Health health() {
        return thread.health();
    }

    /** Stops after the web server, so that what is written last is numbered too. */
    @Override
    public int getPhase() {
        return 0;
    }
}
