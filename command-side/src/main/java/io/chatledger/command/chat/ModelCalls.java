package io.chatledger.command.chat;

import io.chatledger.api.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What became of the calls to one model, in this process since it started. Kept in memory: it decides nothing. */
final class ModelCalls {

    private static final int FIRST_WORDS_KEPT = 100;

    /** Of the newest ones, as a ring. */
    private final long[] firstWordMillis = new long[FIRST_WORDS_KEPT];
    private final Map<ErrorCode, Long> failures = new EnumMap<>(ErrorCode.class);
    private long firstWords;
    private long begun;
    private long running;
    private long answered;
    private long cancelled;
    private @Nullable Instant lastFailureAt;

    /**
     * What has been counted.
     *
     * @param failures          by kind, {@code UNAVAILABLE} if it was not asked; cancelled calls are none
     * @param firstWordMedian   from the call to the first word of the reply, of the newest 100; null if there is none
     * @param firstWord95th     so long as 95 of 100 took at most
     * @param lastFailureAt     of those that were asked; null if there was none
     */
    record Counted(
            long begun,
            long running,
            long answered,
            long cancelled,
            Map<ErrorCode, Long> failures,
            @Nullable Duration firstWordMedian,
            @Nullable Duration firstWord95th,
            @Nullable Instant lastFailureAt) {}

    synchronized void begun() {
        begun++;
        running++;
    }

    synchronized void spoke(Duration after) {
        firstWordMillis[(int) (firstWords++ % FIRST_WORDS_KEPT)] = after.toMillis();
    }

    synchronized void answered() {
        running--;
        answered++;
    }

    synchronized void cancelled() {
        running--;
        cancelled++;
    }

    synchronized void failed(ErrorCode kind, Instant at) {
        running--;
        failures.merge(kind, 1L, Long::sum);
        lastFailureAt = at;
    }

    synchronized void notAsked() {
        running--;
        failures.merge(ErrorCode.UNAVAILABLE, 1L, Long::sum);
    }

    synchronized Counted counted() {
        long[] sorted = Arrays.copyOf(firstWordMillis, (int) Math.min(firstWords, FIRST_WORDS_KEPT));
        Arrays.sort(sorted);
        return new Counted(begun, running, answered, cancelled, new EnumMap<>(failures),
                percentile(sorted, 50), percentile(sorted, 95), lastFailureAt);
    }

    /** The nearest rank. */
    private static @Nullable Duration percentile(long[] sorted, int percent) {
        return sorted.length == 0 ? null : Duration.ofMillis(sorted[(sorted.length * percent + 99) / 100 - 1]);
    }
}
