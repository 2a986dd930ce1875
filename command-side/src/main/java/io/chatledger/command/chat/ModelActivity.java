package io.chatledger.command.chat;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.chatledger.api.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a model is doing, as operators see it: in this process, since it started.
 *
 * @param calls             that were begun, also those that were not passed on
 * @param failures          by kind: the code that the client was told; {@code UNAVAILABLE} if nobody was asked
 * @param firstWordMedianMs of the newest 100 calls that came to a word, like {@code firstWordP95Ms}; null if none did
 * @param breaker           that of the provider; null if the model is built in
 * @param restsUntil        when the model will be asked again; null if it is asked now
 */
public record ModelActivity(
        String model,
        String provider,
        long calls,
        long running,
        long answered,
        long cancelled,
        Map<ErrorCode, Long> failures,
        @Nullable Long firstWordMedianMs,
        @JsonProperty("first_word_p95_ms") @Nullable Long firstWordP95Ms,
        @Nullable Instant lastFailureAt,
        @Nullable String breaker,
        @Nullable Instant restsUntil) {

    static ModelActivity of(CountedModel model, Instant now) {
        ModelCalls.Counted counted = model.counted();
        ModelState state = model.state();
        return new ModelActivity(
                model.id(),
                model.provider(),
                counted.begun(),
                counted.running(),
                counted.answered(),
                counted.cancelled(),
                counted.failures(),
                millis(counted.firstWordMedian()),
                millis(counted.firstWord95th()),
                counted.lastFailureAt(),
                state.breaker() == null ? null : state.breaker().name().toLowerCase(Locale.ROOT),
                state.rest().isZero() ? null : now.plus(state.rest()));
    }

    private static @Nullable Long millis(@Nullable Duration duration) {
        return duration == null ? null : duration.toMillis();
    }
}
