package io.chatledger.query.rebuilding;

import static java.util.Objects.requireNonNull;

import io.chatledger.query.QuerySettings;
import io.chatledger.query.events.EventStore;
import io.chatledger.query.following.Follower;
import io.chatledger.query.following.Progress;
import io.chatledger.query.following.Threads;
import io.chatledger.query.projection.Projection;
import io.chatledger.query.projection.ProjectionPositions;
import io.chatledger.query.projection.ReadModel;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Rebuilds read models when asked. */
@Component
class Rebuilds {

    private final Map<ReadModel, Follower> rebuilding = new EnumMap<>(ReadModel.class);

    Rebuilds(
            List<Projection> projections,
            EventStore events,
            ProjectionPositions positions,
            TransactionTemplate transaction,
            JdbcTemplate jdbc,
            ReadModelTables tables,
            Progress progress,
            Threads threads,
            QuerySettings settings) {
        QuerySettings.Projections limits = settings.projections();
        for (Projection projection : projections) {
            ReadModel model = projection.model();
            var follower = new Follower(
                    new RebuildBatches(projection, events, positions, transaction, jdbc, tables),
                    limits.rebuildPollInterval(), progress.committed(model), limits);
            rebuilding.put(model, follower);
            threads.add("rebuild-" + model, follower);
        }
    }

    /** Looks at once whether a rebuild is wanted, not only at the next poll. */
    void nudge(ReadModel model) {
        requireNonNull(rebuilding.get(model)).nudge();
    }
}
