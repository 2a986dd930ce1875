package io.chatledger.query.projection;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;
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
 * @param recentRate      events a second over the last ten seconds; null if it is paused or began just now
 * @param minuteRate      the same over the last minute
 * @param secondsLeft     if it goes on as in the last minute; null also while it is paused or does not get on
 * @param askedBy         the account that asked for the rebuild; null if none is under way
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
        @JsonProperty("events_per_second_10s") @Nullable Long recentRate,
        @JsonProperty("events_per_second_60s") @Nullable Long minuteRate,
        @Nullable Long secondsLeft,
        @Nullable UUID askedBy,
        @Nullable Error error,
        Instant updatedAt) {

    public enum State { following, rebuilding, paused, failing }

    /** @param position of the event that it does not get past */
    public record Error(Trouble problem, long position) {}

    /**
     * Its rates are those of {@link ProjectionStatus}.
     *
     * @param seconds that it has taken until its last step
     */
    record Rebuild(
            boolean paused,
            double seconds,
            @Nullable Double recentRate,
            @Nullable Double minuteRate,
            @Nullable UUID askedBy) {

        State state() {
            return paused ? State.paused : State.rebuilding;
        }

        @Nullable Double eventsPerSecond(long position) {
            return position > 0 && seconds > 0 ? position / seconds : null;
        }

        @Nullable Long secondsLeft(long position, long lag) {
            Double rate = minuteRate == null ? eventsPerSecond(position) : minuteRate;
            if (paused || rate == null || lag > 0 && rate <= 0) {
                return null;
            }
            return lag > 0 ? (long) Math.ceil(lag / rate) : 0;
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
        return new ProjectionStatus(
                name,
                state,
                position,
                head,
                lag,
                Math.max(0, lagSeconds),
                percent,
                rebuild == null ? null : rounded(rebuild.eventsPerSecond(position)),
                rebuild == null ? null : rounded(rebuild.recentRate()),
                rebuild == null ? null : rounded(rebuild.minuteRate()),
                rebuild == null ? null : rebuild.secondsLeft(position, lag),
                rebuild == null ? null : rebuild.askedBy(),
                error,
                updatedAt);
    }

    private static @Nullable Long rounded(@Nullable Double rate) {
        return rate == null ? null : Math.round(rate);
    }
}
