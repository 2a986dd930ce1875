package io.chatledger.query.projection;

import io.chatledger.query.QuerySettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Leads one projection along the events, batch by batch: rows and position in one transaction, live and rebuild by the
 * same path. What cannot be projected stops it there until it can be; an event is never skipped.
 */
final class Follower implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(Follower.class);
    private static final Duration SHORTEST_BACK_OFF = Duration.ofMillis(100);

    private enum Step { ADVANCED, NOTHING_NEW, BUSY_ELSEWHERE }

    private final Projection projection;
    private final ReadModel model;
    private final EventStore events;
    private final ProjectionPositions positions;
    private final TransactionTemplate transaction;
    private final Progress progress;
    private final QuerySettings.Projections settings;

    private final Signal nudges = new Signal();
    private volatile boolean stopping;

    private int batchEvents;
    private Duration backOff = SHORTEST_BACK_OFF;
    private long position;

    /** Null while it gets on. */
    private @Nullable Trouble trouble;
    /** Whether the first step is still to come: a run before this one may have left a note of trouble that is over. */
    private boolean starting = true;

    Follower(
            Projection projection,
            EventStore events,
            ProjectionPositions positions,
            TransactionTemplate transaction,
            Progress progress,
            QuerySettings.Projections settings) {
        this.projection = projection;
        this.model = projection.model();
        this.events = events;
        this.positions = positions;
        this.transaction = transaction;
        this.progress = progress;
        this.settings = settings;
        this.batchEvents = settings.batchEvents();
    }

    /** Try again now, whatever the pause. */
    void nudge() {
        nudges.raise();
        progress.newEvents().raise();
    }

    void stop() {
        stopping = true;
        nudge();
    }

    @Override
    public void run() {
        try {
            while (!stopping) {
                long newEventsSeen = progress.newEvents().seen();
                long nudgesSeen = nudges.seen();
                try {
                    Step step = step();
                    if (step == Step.ADVANCED) {
                        progress.committed(model).raise();
                        batchEvents = Math.min(batchEvents * 2, settings.batchEvents());
                    }
                    if (step != Step.BUSY_ELSEWHERE) {
                        gettingOn();
                    }
                    if (step != Step.ADVANCED) {
                        progress.newEvents().await(newEventsSeen, settings.pollInterval());
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

    private Step step() {
        return transaction.execute(status -> {
            Optional<ProjectionPositions.Locked> locked = positions.lock(model);
            if (locked.isEmpty()) {
                return Step.BUSY_ELSEWHERE;
            }
            position = locked.get().position();
            if (locked.get().rebuildWanted()) {
                positions.restart(model, events.head());
                return Step.ADVANCED;
            }
            List<RecordedEvent> batch = events.after(position, batchEvents);
            if (batch.isEmpty()) {
                return Step.NOTHING_NEW;
            }
            projection.project(batch, Edition.LIVE);
            positions.advance(model, batch.getLast().position());
            return Step.ADVANCED;
        });
    }

    private void gettingOn() {
        if (starting || trouble != null) {
            positions.unstuck(model);
            log.info("Read model {} follows the events", model);
            starting = false;
            trouble = null;
        }
        backOff = SHORTEST_BACK_OFF;
    }

    private void failed(Throwable problem, long nudgesSeen) throws InterruptedException {
        if (batchEvents > 1) {
            // One by one, so that all before the culprit get through and its position is known.
            batchEvents = 1;
            return;
        }
        if (trouble != Trouble.of(problem)) {
            trouble = Trouble.of(problem);
            log.error("Read model {} is stuck after position {}: {}", model, position, trouble, problem);
        }
        try {
            positions.stuck(model, position, trouble);
        } catch (RuntimeException unreachable) {
            log.debug("The trouble of read model {} could not be noted", model, unreachable);
        }
        nudges.await(nudgesSeen, backOff);
        backOff = backOff.multipliedBy(2).compareTo(settings.longestBackOff()) < 0
                ? backOff.multipliedBy(2) : settings.longestBackOff();
    }
}
