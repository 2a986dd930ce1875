package io.chatledger.query.following;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import io.chatledger.api.AccountEvent;
import io.chatledger.query.QuerySettings;
import io.chatledger.query.events.EventBatch;
import io.chatledger.query.events.EventStore;
import io.chatledger.query.events.MissingEvents;
import io.chatledger.query.events.RecordedEvent;
import io.chatledger.query.projection.Changes;
import io.chatledger.query.projection.Edition;
import io.chatledger.query.projection.Projection;
import io.chatledger.query.projection.ProjectionPositions;
import io.chatledger.query.projection.ReadModel;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes the live read models that have caught up along the newest events together: these are read once, and the rows
 * and positions of all are written at once, in one transaction. Most of what a few new events cost is reading and
 * committing, not writing.
 *
 * <p>None waits for another: whichever falls behind leaves, and if one cannot go on, all do. Each that has left gets on
 * with a {@link Follower} of its own, and comes back when it has caught up.
 */
final class Convoy implements Work {

    private static final Logger log = LoggerFactory.getLogger(Convoy.class);

    private final Map<ReadModel, Projection> projections;
    private final EventStore events;
    private final ProjectionPositions positions;
    private final TransactionTemplate transaction;
    private final JdbcTemplate jdbc;
    private final Progress progress;
    private final QuerySettings.Projections settings;

    private final Set<ReadModel> members = EnumSet.noneOf(ReadModel.class);
    private volatile boolean stopping;

    Convoy(
            Collection<Projection> projections,
            EventStore events,
            ProjectionPositions positions,
            TransactionTemplate transaction,
            JdbcTemplate jdbc,
            Progress progress,
            QuerySettings.Projections settings) {
        this.projections = projections.stream().collect(toMap(Projection::model, Function.identity()));
        this.events = events;
        this.positions = positions;
        this.transaction = transaction;
        this.jdbc = jdbc;
        this.progress = progress;
        this.settings = settings;
    }

    /** Takes it along; returns when it has to be followed alone. */
    synchronized void take(ReadModel model) throws InterruptedException {
        if (!stopping) {
            members.add(model);
        }
        // It may have become late on its way.
        progress.newEvents().raise();
        while (members.contains(model)) {
            wait();
        }
    }

    private synchronized Set<ReadModel> members() {
        return members.isEmpty() ? Set.of() : EnumSet.copyOf(members);
    }

    private synchronized void leave(Set<ReadModel> those) {
        if (members.removeAll(those)) {
            notifyAll();
        }
    }

    @Override
    public synchronized void stop() {
        stopping = true;
        members.clear();
        notifyAll();
        progress.newEvents().raise();
        progress.wanted().raise();
    }

    @Override
    public void run() {
        try {
            while (!stopping) {
                try {
                    step();
                } catch (RuntimeException | Error problem) {
                    // Whatever it is: without it all read models stand still.
                    log.error("The read models pause after an error", problem);
                    Thread.sleep(settings.pollInterval());
                }
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private void step() throws InterruptedException {
        long begunNanos = System.nanoTime();
        long newsSeen = progress.newEvents().seen();
        long wantedSeen = progress.wanted().seen();
        if (!advance()) {
            progress.newEvents().await(newsSeen, settings.pollInterval());
            Duration since = Duration.ofNanos(System.nanoTime() - begunNanos);
            progress.wanted().await(wantedSeen, settings.liveInterval().minus(since));
        }
    }

    /** Whether there may be more to do at once. */
    private boolean advance() {
        Set<ReadModel> together = members();
        try {
            Advance advance = together.isEmpty() ? Advance.NONE : transaction.execute(status -> project(together));
            advance.models().forEach(model -> progress.committed(model).raise());
            return advance.more();
        } catch (RuntimeException | Error problem) {
            // Their followers find out whose it is, and tell.
            log.debug("Read models {} separate", together, problem);
            leave(together);
            return false;
        }
    }

    private Advance project(Set<ReadModel> together) {
        Map<ReadModel, Long> from = positions.lock(together, Edition.LIVE);
        leaveBehind(from);
        if (from.isEmpty()) {
            return Advance.NONE;
        }
        long first = Collections.min(from.values());
        EventBatch batch = events.after(first, settings.batchEvents(), families(from.keySet()));
        requireAllThatWereProjected(from, batch);
        from.values().removeIf(position -> position >= batch.end());
        if (from.isEmpty()) {
            return Advance.NONE;
        }
        Changes changes = new Changes(jdbc);
        from.forEach((model, position) -> project(projection(model), position, batch, changes));
        positions.advance(from.keySet(), Edition.LIVE, batch.end(), changes);
        changes.make();
        return new Advance(from.keySet(), batch.full());
    }

    /**
     * The store looks for those after the first position only; one beyond the newest event would skip what comes next.
     */
    private static void requireAllThatWereProjected(Map<ReadModel, Long> from, EventBatch batch) {
        long newest = Collections.max(from.values());
        if (!batch.full() && newest > batch.end()) {
            throw new MissingEvents(newest, batch.end());
        }
    }

    /** So that nobody waits for what takes more than a batch. */
    private void leaveBehind(Map<ReadModel, Long> from) {
        long newest = from.values().stream().mapToLong(Long::longValue).max().orElse(0);
        Set<ReadModel> behind = from.entrySet().stream()
                .filter(each -> newest - each.getValue() > settings.batchEvents())
                .map(Map.Entry::getKey)
                .collect(toSet());
        leave(behind);
        from.keySet().removeAll(behind);
    }

    private Set<Class<? extends AccountEvent>> families(Set<ReadModel> models) {
        return models.stream().flatMap(model -> projection(model).families().stream()).collect(toSet());
    }

    private Projection projection(ReadModel model) {
        return requireNonNull(projections.get(model));
    }

    private static void project(Projection projection, long after, EventBatch batch, Changes changes) {
        List<RecordedEvent> concerning = batch.events().stream()
                .filter(recorded -> recorded.position() > after)
                .filter(recorded -> projection.families().stream()
                        .anyMatch(family -> family.isInstance(recorded.event())))
                .toList();
        if (!concerning.isEmpty()) {
            projection.project(concerning, Edition.LIVE, changes);
        }
    }

    private record Advance(Set<ReadModel> models, boolean more) {
        static final Advance NONE = new Advance(Set.of(), false);
    }
}
