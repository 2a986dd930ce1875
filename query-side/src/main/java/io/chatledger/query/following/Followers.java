package io.chatledger.query.following;

import io.chatledger.query.QuerySettings;
import io.chatledger.query.events.EventStore;
import io.chatledger.query.projection.Edition;
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

/**
 * A {@link Follower} for each projection, which brings the live read model to where the {@link Convoy} takes all of them
 * along, each on a thread of its own: one that is stuck holds up no other.
 */
@Component
class Followers implements SmartLifecycle, HealthIndicator {

    private final Convoy convoy;
    private final Map<ReadModel, Follower> live = new EnumMap<>(ReadModel.class);
    private final Threads threads = new Threads();

    Followers(
            List<Projection> projections,
            EventStore events,
            ProjectionPositions positions,
            TransactionTemplate transaction,
            JdbcTemplate jdbc,
            Progress progress,
            QuerySettings settings) {
        QuerySettings.Projections limits = settings.projections();
        this.convoy = new Convoy(projections, events, positions, transaction, jdbc, progress, limits);
        for (Projection projection : projections) {
            ReadModel model = projection.model();
            live.put(model, new Follower(
                    new Batches(projection, Edition.LIVE, events, positions, transaction, jdbc),
                    convoy, limits.pollInterval(), progress.committed(model), limits));
        }
    }

    @Override
    public void start() {
        threads.start("convoy", convoy);
        live.forEach((model, follower) -> threads.start("follower-" + model, follower));
    }

    @Override
    public void stop() {
        convoy.stop();
        live.values().forEach(Follower::stop);
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

    /** Before the web server starts and until after it has stopped, so that the last requests are answered fresh. */
    @Override
    public int getPhase() {
        return 0;
    }
}
