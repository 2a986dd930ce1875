package io.chatledger.query.rebuilding;

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
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Rebuilds read models when asked, each on a thread of its own: one that is stuck holds up no other. */
@Component
class Rebuilds implements SmartLifecycle, HealthIndicator {

    private final Map<ReadModel, Follower> rebuilding = new EnumMap<>(ReadModel.class);
    private final Threads threads = new Threads();

    Rebuilds(
            List<Projection> projections,
            EventStore events,
            ProjectionPositions positions,
            TransactionTemplate transaction,
            JdbcTemplate jdbc,
            ReadModelTables tables,
            Progress progress,
            QuerySettings settings) {
        QuerySettings.Projections limits = settings.projections();
        for (Projection projection : projections) {
            ReadModel model = projection.model();
            rebuilding.put(model, new Follower(
                    new RebuildBatches(projection, events, positions, transaction, jdbc, tables),
                    limits.rebuildPollInterval(), progress.committed(model), limits));
        }
    }

    /** Looks at once whether a rebuild is wanted, not only at the next poll. */
    void nudge(ReadModel model) {
        rebuilding.get(model).nudge();
    }

    @Override
    public void start() {
        rebuilding.forEach((model, follower) -> threads.start("rebuild-" + model, follower));
    }

    @Override
    public void stop() {
        rebuilding.values().forEach(Follower::stop);
        threads.join();
    }

    @Override
    public boolean isRunning() {
        return threads.areRunning();
    }

    /** Whether each is at work; whether it gets on is told by {@code /api/ops/projections}. */
    @Override
    public Health health() {
        return (threads.areAlive() ? Health.up() : Health.down()).build();
    }

    /** As the followers of live read models: stopped while the database is still there. */
    @Override
    public int getPhase() {
        return 0;
    }
}
