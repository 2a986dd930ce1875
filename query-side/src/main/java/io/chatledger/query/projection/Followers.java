package io.chatledger.query.projection;

import io.chatledger.query.QuerySettings;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** One {@link Follower} for each projection, each on a thread of its own: one that is stuck holds up no other. */
@Component
class Followers implements SmartLifecycle {

    private static final Duration LONGEST_STOP = Duration.ofSeconds(5);

    private final Map<ReadModel, Follower> followers = new EnumMap<>(ReadModel.class);
    private final ProjectionPositions positions;
    private List<Thread> threads = List.of();

    Followers(
            List<Projection> projections,
            EventStore events,
            ProjectionPositions positions,
            TransactionTemplate transaction,
            Progress progress,
            QuerySettings settings) {
        this.positions = positions;
        for (Projection projection : projections) {
            followers.put(projection.model(), new Follower(
                    projection, events, positions, transaction, progress, settings.projections()));
        }
    }

    /** Empties the read model and projects all events anew. Returns at once; chat goes on meanwhile. */
    void rebuild(ReadModel model) {
        positions.wantRebuild(model);
        followers.get(model).nudge();
    }

    @Override
    public void start() {
        threads = followers.entrySet().stream()
                .map(each -> Thread.ofPlatform().name("follower-" + each.getKey()).start(each.getValue()))
                .toList();
    }

    /** Lets each finish its batch; a batch that is cut off is rolled back by the database and comes again. */
    @Override
    public void stop() {
        followers.values().forEach(Follower::stop);
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
