package io.chatledger.query.rebuilding;

import io.chatledger.query.events.EventStore;
import io.chatledger.query.following.Batches;
import io.chatledger.query.projection.Changes;
import io.chatledger.query.projection.Edition;
import io.chatledger.query.projection.Projection;
import io.chatledger.query.projection.ProjectionPositions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Fills a new table beside the live one, which is read and kept up to date all the while, and lets it take the place of
 * the live one when it has come as far.
 */
final class RebuildBatches extends Batches {

    private static final Logger log = LoggerFactory.getLogger(RebuildBatches.class);

    private final ProjectionPositions positions;
    private final TransactionTemplate transaction;
    private final ReadModelTables tables;

    RebuildBatches(
            Projection projection,
            EventStore events,
            ProjectionPositions positions,
            TransactionTemplate transaction,
            JdbcTemplate jdbc,
            ReadModelTables tables) {
        super(projection, Edition.NEXT, events, positions, transaction, jdbc);
        this.positions = positions;
        this.transaction = transaction;
        this.tables = tables;
    }

    /** @return {@code BUSY_ELSEWHERE} also if no rebuild is wanted, or readers do not let go of the live table */
    @Override
    protected Step next(int atMostEvents) {
        Step step = super.next(atMostEvents);
        if (step == Step.BUSY_ELSEWHERE || eventsBehind() > atMostEvents) {
            return step;
        }
        try {
            return transaction.execute(status -> takePlace(atMostEvents));
        } catch (CannotAcquireLockException readTooLong) {
            return Step.BUSY_ELSEWHERE;
        }
    }

    private long eventsBehind() {
        return positions.of(model()) - position();
    }

    @Override
    protected void prepare() {
        if (position() == 0) {
            tables.makeNext(model());
        }
    }

    private Step takePlace(int atMostEvents) {
        if (!lock()) {
            return Step.BUSY_ELSEWHERE;
        }
        // It may have been asked for anew in the meantime, and begin again.
        prepare();
        if (eventsBehind() > atMostEvents) {
            return Step.ADVANCED;
        }
        tables.analyzeNext(model());
        long live = positions.awaitLive(model());
        while (position() < live) {
            project(atMostEvents);
        }
        tables.replaceLive(model());
        Changes replacing = changes();
        positions.replaceLive(model(), position(), replacing);
        replacing.make();
        log.info("Read model {} is rebuilt, up to position {}", model(), position());
        return Step.ADVANCED;
    }
}
