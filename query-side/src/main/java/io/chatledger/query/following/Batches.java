package io.chatledger.query.following;

import io.chatledger.query.events.EventBatch;
import io.chatledger.query.events.EventStore;
import io.chatledger.query.projection.Changes;
import io.chatledger.query.projection.Edition;
import io.chatledger.query.projection.Projection;
import io.chatledger.query.projection.ProjectionPositions;
import io.chatledger.query.projection.ReadModel;
import io.chatledger.query.projection.Trouble;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** Takes one edition of a read model along the events, batch by batch: rows and position in one transaction. */
public class Batches {

    protected enum Step {
        /** And there may be more to do. */
        ADVANCED,
        /** To the newest event. */
        CAUGHT_UP,
        NOTHING_NEW,
        /** Another copy of this application is at it. */
        BUSY_ELSEWHERE
    }

    private final Projection projection;
    private final ReadModel model;
    private final Edition edition;
    private final EventStore events;
    private final ProjectionPositions positions;
    private final TransactionTemplate transaction;
    private final JdbcTemplate jdbc;
    private long position;

    protected Batches(
            Projection projection,
            Edition edition,
            EventStore events,
            ProjectionPositions positions,
            TransactionTemplate transaction,
            JdbcTemplate jdbc) {
        this.projection = projection;
        this.model = projection.model();
        this.edition = edition;
        this.events = events;
        this.positions = positions;
        this.transaction = transaction;
        this.jdbc = jdbc;
    }

    protected Step next(int atMostEvents) {
        return transaction.execute(status -> {
            if (!lock()) {
                return Step.BUSY_ELSEWHERE;
            }
            prepare();
            return project(atMostEvents);
        });
    }

    /** Until the transaction ends nobody else moves this edition. */
    protected final boolean lock() {
        Long locked = positions.lock(Set.of(model), edition).get(model);
        if (locked != null) {
            position = locked;
        }
        return locked != null;
    }

    /** What must be there before the next events are projected, in the transaction that holds the lock. */
    protected void prepare() {}

    /** In the transaction that holds the lock. */
    protected final Step project(int atMostEvents) {
        EventBatch batch = events.after(position, atMostEvents, projection.families());
        if (batch.end() == position) {
            return Step.NOTHING_NEW;
        }
        Changes changes = changes();
        if (!batch.events().isEmpty()) {
            projection.project(batch.events(), edition, changes);
        }
        positions.advance(Set.of(model), edition, batch.end(), changes);
        changes.make();
        // Not before: if the database refuses, it is after the last one that it is stuck.
        position = batch.end();
        return batch.full() ? Step.ADVANCED : Step.CAUGHT_UP;
    }

    protected final Changes changes() {
        return new Changes(jdbc);
    }

    protected final ReadModel model() {
        return model;
    }

    /** Of the last event that is in it, as far as is known here. */
    protected final long position() {
        return position;
    }

    final void stuck(Trouble trouble) {
        positions.stuck(model, edition, position, trouble);
    }

    final void unstuck() {
        positions.unstuck(model, edition);
    }

    /** For the log. */
    @Override
    public String toString() {
        return model + " (" + edition + ")";
    }
}
