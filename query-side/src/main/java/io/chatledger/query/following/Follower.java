package io.chatledger.query.following;

import io.chatledger.query.QuerySettings;
import io.chatledger.query.projection.Trouble;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one edition of a read model going: a rebuild to its end, a live one until the {@link Convoy} takes it along.
 * What cannot be projected stops it there until it can be; an event is never skipped.
 */
public final class Follower implements Work {

    private static final Logger log = LoggerFactory.getLogger(Follower.class);
    private static final Duration SHORTEST_BACK_OFF = Duration.ofMillis(100);

    private final Batches batches;
    private final QuerySettings.Projections settings;

    /** Takes over when it has caught up; null if that is the end of it. */
    private final @Nullable Convoy convoy;
    private final Duration pollInterval;
    /** Raised after each batch. */
    private final Signal committed;
    private final Signal nudges = new Signal();
    private volatile boolean stopping;

    private int batchEvents;
    private Duration backOff = SHORTEST_BACK_OFF;

    /** Null while it gets on. */
    private @Nullable Trouble trouble;
    /** Whether the first step is still to come: a run before this one may have left a note of trouble that is over. */
    private boolean starting = true;

    /**
     * Of a rebuild.
     *
     * @param pollInterval how often to look whether there is something to do
     * @param committed    raised after each batch
     */
    public Follower(Batches batches, Duration pollInterval, Signal committed, QuerySettings.Projections settings) {
        this(batches, null, pollInterval, committed, settings);
    }

    Follower(
            Batches batches,
            @Nullable Convoy convoy,
            Duration pollInterval,
            Signal committed,
            QuerySettings.Projections settings) {
        this.batches = batches;
        this.convoy = convoy;
        this.pollInterval = pollInterval;
        this.committed = committed;
        this.settings = settings;
        this.batchEvents = settings.batchEvents();
    }

    /** Try again now, whatever the pause. */
    public void nudge() {
        nudges.raise();
    }

    @Override
    public void stop() {
        stopping = true;
        nudge();
    }

    @Override
    public void run() {
        try {
            while (!stopping) {
                long nudgesSeen = nudges.seen();
                try {
                    Batches.Step step = batches.next(batchEvents);
                    if (step == Batches.Step.ADVANCED || step == Batches.Step.CAUGHT_UP) {
                        committed.raise();
                        batchEvents = Math.min(batchEvents * 2, settings.batchEvents());
                    }
                    if (step != Batches.Step.BUSY_ELSEWHERE) {
                        gettingOn();
                    }
                    if (step != Batches.Step.ADVANCED) {
                        rest(step, nudgesSeen);
                    }
                } catch (RuntimeException | Error problem) {
                    // Whatever it is: a follower that died would be missed by nobody but those who wait for it.
                    failed(problem, nudgesSeen);
                }
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private void rest(Batches.Step step, long nudgesSeen) throws InterruptedException {
        if (convoy == null || step == Batches.Step.BUSY_ELSEWHERE) {
            nudges.await(nudgesSeen, pollInterval);
        } else {
            convoy.take(batches.model());
        }
    }

    private void gettingOn() {
        if (starting || trouble != null) {
            batches.unstuck();
            log.info("Read model {} follows the events", batches);
            starting = false;
            trouble = null;
        }
        backOff = SHORTEST_BACK_OFF;
    }

    private void tell(Throwable problem, Trouble its) {
        if (its == Trouble.DATABASE_UNAVAILABLE) {
            // It passes, and each read model tells it.
            log.warn("Read model {} waits for the database after position {}", batches, batches.position());
        } else {
            log.error("Read model {} is stuck after position {}: {}", batches, batches.position(), its, problem);
        }
    }

    private void failed(Throwable problem, long nudgesSeen) throws InterruptedException {
        if (batchEvents > 1) {
            // One by one, so that all before the culprit get through and its position is known.
            batchEvents = 1;
            return;
        }
        if (trouble != Trouble.of(problem)) {
            trouble = Trouble.of(problem);
            tell(problem, trouble);
        }
        try {
            batches.stuck(trouble);
        } catch (RuntimeException | Error unreachable) {
            log.debug("The error of read model {} could not be recorded", batches, unreachable);
        }
        nudges.await(nudgesSeen, backOff);
        backOff = backOff.multipliedBy(2).compareTo(settings.longestBackOff()) < 0
                ? backOff.multipliedBy(2) : settings.longestBackOff();
    }
}
