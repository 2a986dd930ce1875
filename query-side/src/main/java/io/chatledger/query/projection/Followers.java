package io.chatledger.query.projection;

import io.chatledger.query.QuerySettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Two {@link Follower}s for each projection, one that brings the live read model to where the {@link Convoy} takes all of
 * them along, and one that rebuilds it when asked, each on a thread of its own: one that is stuck holds up no other.
 */
@Component
class Followers implements SmartLifecycle {

    private static final Duration LONGEST_STOP = Duration.ofSeconds(5);

    private final Convoy convoy;
    private final Map<ReadModel, Follower> live = new EnumMap<>(ReadModel.class);
    private final Map<ReadModel, Follower> rebuilding = new EnumMap<>(ReadModel.class);
    private final ProjectionPositions positions;
    private List<Thread> threads = List.of();

    Followers(
            List<Projection> projections,
            EventStore events,
            ProjectionPositions positions,
            TransactionTemplate transaction,
            JdbcTemplate jdbc,
            ReadModelTables tables,
            Progress progress,
            QuerySettings settings) {
        this.positions = positions;
        QuerySettings.Projections limits = settings.projections();
        this.convoy = new Convoy(projections, events, positions, transaction, jdbc, progress, limits);
        for (Projection projection : projections) {
            ReadModel model = projection.model();
            live.put(model, new Follower(
                    new Batches(projection, Edition.LIVE, events, positions, transaction, jdbc),
                    convoy, limits.pollInterval(), progress.committed(model), limits));
            rebuilding.put(model, new Follower(
                    new RebuildBatches(projection, events, positions, transaction, jdbc, tables),
                    null, limits.rebuildPollInterval(), progress.committed(model), limits));
        }
    }

    /** Projects all events anew, beside the live read model, and then replaces that. Returns at once. */
    void rebuild(ReadModel model) {
        positions.wantRebuild(model);
        rebuilding.get(model).nudge();
    }

    @Override
    public void start() {
        threads = new ArrayList<>();
        threads.add(thread("convoy", convoy));
        live.forEach((model, follower) -> threads.add(thread("follower-" + model, follower)));
        rebuilding.forEach((model, follower) -> threads.add(thread("rebuild-" + model, follower)));
    }

    private static Thread thread(String name, Runnable work) {
        return Thread.ofPlatform().name(name).start(work);
    }

    /** Lets each finish its batch; a batch that is cut off is rolled back by the database and comes again. */
    @Override
    public void stop() {
        convoy.stop();
        live.values().forEach(Follower::stop);
        rebuilding.values().forEach(Follower::stop);
        try {
            for (Thread thread : threads) {
                thread.join(LONGEST_STOP);
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        threads = List.of();
    }

    @Override
    public boolean isRunning() {
        return !threads.isEmpty();
    }

    /** Before the web server starts and until after it has stopped, so that the last requests are answered fresh. */
    @Override
    public int getPhase() {
        return 0;
    }
}
