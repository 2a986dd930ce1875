package io.chatledger.command.store;

import java.time.Duration;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
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
 * <p>It numbers whatever is committed and not yet numbered, by index, so it cannot skip an event, however late its
 * transaction commits: the {@link Fence} only saves it the way past what is done. Since the next event of an account is
 * written only after the one before it was committed, the order within an account is kept. One sequencer works at a
 * time, whichever copy of this side gets the lock.
 */
@Component
class Sequencer implements SmartLifecycle, HealthIndicator {

    private static final Logger log = LoggerFactory.getLogger(Sequencer.class);
    private static final long LOCK_KEY = 0x63_68_61_74_6c_65_64_67L;
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(500);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(5);
    /** Then it is not healthy. */
    private static final Duration LONGEST_TROUBLE = Duration.ofSeconds(30);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Fence fence;
    private final Duration pollInterval;
    private final Duration interval;
    private final int batch;
    /** One in so many numberings looks at all events, and where the fence can be. */
    private final int thoroughEvery;
    private final Semaphore committed = new Semaphore(0);
    private int numberings;
    private volatile boolean running;
    /** When it last got on, if only to see that there is nothing to do. */
    private volatile long gotOnNanos = System.nanoTime();
    private volatile @Nullable Thread thread;

    Sequencer(
            JdbcClient jdbc,
            PlatformTransactionManager transactionManager,
            EventBus eventBus,
            Fence fence,
            StoreSettings settings) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactionManager);
        this.fence = fence;
        this.pollInterval = settings.sequencer().pollInterval();
        this.interval = settings.sequencer().interval();
        this.batch = settings.sequencer().batch();
        this.thoroughEvery = settings.sequencer().thoroughEvery();
        eventBus.subscribe(events -> wakeAfterCommit());
    }

    /** Numbers one batch; returns how many events, 0 also if another copy is at it. */
    int number() {
        boolean thorough = numberings++ % thoroughEvery == 0;
        OptionalInt numbered = Objects.requireNonNull(transaction.execute(status -> {
            if (!lock()) {
                return OptionalInt.empty();
            }
            if (thorough) {
                fence.look();
            }
            return OptionalInt.of(numberAbove(thorough ? 0 : fence.index()));
        }));
        if (thorough && numbered.isPresent() && numbered.getAsInt() < batch) {
            fence.advance();
        }
        return numbered.orElse(0);
    }

    private boolean lock() {
        // A statement of its own: what is numbered next must be seen after the lock was got.
        return jdbc.sql("SELECT pg_try_advisory_xact_lock(?)").param(LOCK_KEY).query(Boolean.class).single();
    }

    private int numberAbove(long globalIndex) {
        return jdbc.sql("""
                WITH last AS (
                    SELECT coalesce(max(position), 0) AS position FROM events.domain_event WHERE position IS NOT NULL
                ), next AS (
                    SELECT global_index, row_number() OVER (ORDER BY global_index) AS step
                    FROM (SELECT global_index FROM events.domain_event WHERE position IS NULL AND global_index > ?
                          ORDER BY global_index LIMIT ?) AS unnumbered
                ), numbered AS (
                    UPDATE events.domain_event AS event SET position = last.position + next.step
                    FROM last, next WHERE event.global_index = next.global_index
                    RETURNING event.position
                )
                SELECT count(*),
                       CASE WHEN count(*) > 0 THEN pg_notify('chatledger_events', max(position)::text)::text END
                FROM numbered
                """)
                .param(globalIndex)
                .param(batch)
                .query((row, index) -> row.getInt(1))
                .single();
    }

    @Override
    public void start() {
        running = true;
        gotOnNanos = System.nanoTime();
        thread = Thread.ofPlatform().name("sequencer").start(this::run);
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
            while (running) {
                long begunNanos = System.nanoTime();
                try {
                    int numbered = number();
                    gotOnNanos = System.nanoTime();
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

    private void awaitCommit(Duration atMost) throws InterruptedException {
        committed.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() {
        running = false;
        committed.release();
        try {
            Thread ending = thread;
            if (ending != null) {
                ending.join(STOP_WITHIN);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public Health health() {
        Thread sequencing = thread;
        boolean getsOn = sequencing != null && sequencing.isAlive()
                && System.nanoTime() - gotOnNanos < LONGEST_TROUBLE.toNanos();
        return (getsOn ? Health.up() : Health.down()).build();
    }

    /** Stops after the web server, so that what is written last is numbered too. */
    @Override
    public int getPhase() {
        return 0;
    }
}
