package io.chatledger.query.projection;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a projection is doing, as operators see it. While it is rebuilding, the numbers are those of the new read model.
 *
 * @param position        of the last event that is in the read model
 * @param head            of the newest event there is
 * @param lag             events still to be projected
 * @param progressPercent how much of all events is projected, rounded down: 100 only when nothing is left
 */
public record ProjectionStatus(
        String name,
        State state,
        long position,
        long head,
        long lag,
        int progressPercent,
        @Nullable Error error,
        Instant updatedAt) {

    public enum State { following, rebuilding, failing }

    /** @param position of the event that it does not get past */
    public record Error(Trouble problem, long position) {}

    static ProjectionStatus of(
            String name, long position, long head, boolean rebuilding, @Nullable Error error, Instant updatedAt) {
        State state = error != null ? State.failing : rebuilding ? State.rebuilding : State.following;
        // Below 100 whatever the division rounds to.
        int percent = position >= head ? 100 : Math.min(99, (int) (position * 100.0 / head));
        return new ProjectionStatus(name, state, position, head, head - position, percent, error, updatedAt);
    }
}
