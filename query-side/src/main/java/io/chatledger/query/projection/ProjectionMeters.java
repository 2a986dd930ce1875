package io.chatledger.query.projection;

import static java.util.Objects.requireNonNull;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** How far each read model has come, as gauges: looked at when they are read, and not more often than this. */
@Component
class ProjectionMeters implements MeterBinder {

    private static final Duration LOOKED_AT_EVERY = Duration.ofSeconds(5);

    private final LoadingCache<String, Map<String, ProjectionStatus>> statuses;

    ProjectionMeters(ProjectionPositions positions) {
        this.statuses = Caffeine.newBuilder()
                .expireAfterWrite(LOOKED_AT_EVERY)
                .build(_ -> positions.statuses().stream()
                        .collect(Collectors.toMap(ProjectionStatus::name, Function.identity())));
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (ReadModel model : ReadModel.values()) {
            bind(registry, model, "lag", "events", "Events that are not in the read model yet", ProjectionStatus::lag);
            bind(registry, model, "lag", "seconds", "For how long the first of them is there",
                    ProjectionStatus::lagSeconds);
            bind(registry, model, "progress", "ratio", "How much of all events is in it, from 0 to 1",
                    status -> status.head() == 0 ? 1 : (double) status.position() / status.head());
            bind(registry, model, "rebuild.rate", "events", "Events that its rebuild projects in a second; 0 if none",
                    status -> orZero(status.eventsPerSecond()));
            bind(registry, model, "rebuild.left", "seconds", "Until its rebuild is over; 0 if none is under way",
                    status -> orZero(status.secondsLeft()));
            for (ProjectionStatus.State state : ProjectionStatus.State.values()) {
                Gauge.builder("chatledger.projection.state", this,
                                it -> it.status(model).state() == state ? 1 : 0)
                        .description("1 for the state that the read model is in")
                        .tags("projection", model.toString(), "state", state.name())
                        .register(registry);
            }
        }
    }

    private void bind(
            MeterRegistry registry,
            ReadModel model,
            String name,
            String unit,
            String description,
            ToDoubleFunction<ProjectionStatus> value) {
        Gauge.builder("chatledger.projection." + name + (unit.equals("ratio") ? "" : "." + unit), this,
                        it -> value.applyAsDouble(it.status(model)))
                .description(description)
                .tag("projection", model.toString())
                .register(registry);
    }

    private ProjectionStatus status(ReadModel model) {
        return requireNonNull(statuses.get("").get(model.toString()));
    }

    private static double orZero(@Nullable Long value) {
        return value == null ? 0 : value;
    }
}
