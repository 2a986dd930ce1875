package io.chatledger.query.projection;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a projection is doing, as operators see it. While it is rebuilding, the numbers are those of the new read model.
 *
 * @param position        of the last event that is in the read model
 * @param head            of the newest event there is
 * @param lag             events still to be projected
 * @param lagSeconds      since when the first of them is recorded; 0 if there is none
 * @param progressPercent how much of all events is projected, rounded down: 100 only when nothing is left
 * @param eventsPerSecond since the rebuild began, without the time that it was paused; null if none is under way, or it
 *                        has not come to an event yet
 * @param secondsLeft     if it goes on like that; null also while it is paused
 */
public record ProjectionStatus(
        String name,
        State state,
        long position,
        long head,
        long lag,
        long lagSeconds,
        int progressPercent,
        @Nullable Long eventsPerSecond,
        @Nullable Long secondsLeft,
        @Nullable Error error,
        Instant updatedAt) {

    public enum State { following, rebuilding, paused, failing }

    /** @param position of the event that it does not get past */
    public record Error(Trouble problem, long position) {}

    /** @param seconds that it has taken until its last step */
    record Rebuild(boolean paused, double seconds) {

        State state() {
            return paused ? State.paused : State.rebuilding;
        }

        @Nullable Double eventsPerSecond(long position) {
            return position > 0 && seconds > 0 ? position / seconds : null;
        }
    }

    /** @param rebuild null if none is under way */
    static ProjectionStatus of(
            String name,
            long position,
            long head,
            long lagSeconds,
            @Nullable Rebuild rebuild,
            @Nullable Error error,
            Instant updatedAt) {
        State state = error != null ? State.failing : rebuild != null ? rebuild.state() : State.following;
        // Below 100 whatever the division rounds to.
        int percent = position >= head ? 100 : Math.min(99, (int) (position * 100.0 / head));
        long lag = head - position;
        Double rate = rebuild == null ? null : rebuild.eventsPerSecond(position);
        return new ProjectionStatus(
                name,
                state,
                position,
                head,
                lag,
                Math.max(0, lagSeconds),
                percent,
                rate == null ? null : Math.round(rate),
                rate == null || rebuild == null || rebuild.paused() ? null : Math.max(0, (long) Math.ceil(lag / rate)),
                error,
                updatedAt);
    }
}
