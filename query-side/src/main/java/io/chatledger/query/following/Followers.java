package io.chatledger.query.following;

import io.chatledger.query.QuerySettings;
import io.chatledger.query.events.EventStore;
import io.chatledger.query.projection.Edition;
import io.chatledger.query.projection.Projection;
import io.chatledger.query.projection.ProjectionPositions;
import io.chatledger.query.projection.ReadModel;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A {@link Follower} for each projection, which brings the live read model to where the {@link Convoy} takes all of
 * them along.
 */
@Component
class Followers {

    Followers(
            List<Projection> projections,
            EventStore events,
            ProjectionPositions positions,
            TransactionTemplate transaction,
            JdbcTemplate jdbc,
            Progress progress,
            Threads threads,
            QuerySettings settings) {
        QuerySettings.Projections limits = settings.projections();
        var convoy = new Convoy(projections, events, positions, transaction, jdbc, progress, limits);
        threads.add("convoy", convoy);
        for (Projection projection : projections) {
            ReadModel model = projection.model();
            threads.add("follower-" + model, new Follower(
                    new Batches(projection, Edition.LIVE, events, positions, transaction, jdbc),
                    convoy, limits.pollInterval(), progress.committed(model), limits));
        }
    }
}
