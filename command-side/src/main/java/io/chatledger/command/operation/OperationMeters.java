package io.chatledger.command.operation;

import static java.util.Objects.requireNonNull;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.chatledger.command.account.Passwords;
import io.chatledger.command.chat.ChatModel;
import io.chatledger.command.chat.ChatModels;
import io.chatledger.command.chat.ModelActivity;
import io.chatledger.command.chat.ModelState.Breaker;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The same that operators ask for, as gauges: looked at when they are read, and the database at most every 5 s. */
@Component
class OperationMeters implements MeterBinder {

    private static final Duration HOLDS_LOOKED_AT_EVERY = Duration.ofSeconds(5);
    private static final Duration MODELS_LOOKED_AT_EVERY = Duration.ofSeconds(1);

    private final ChatModels models;
    private final Passwords passwords;
    private final LoadingCache<String, OpenHolds.Shown> holds;
    /** By model and provider. */
    private final LoadingCache<String, Map<List<String>, ModelActivity>> activity;

    OperationMeters(ChatModels models, Passwords passwords, OpenHolds holds, Clock clock) {
        this.models = models;
        this.passwords = passwords;
        this.holds = Caffeine.newBuilder()
                .expireAfterWrite(HOLDS_LOOKED_AT_EVERY)
                .build(_ -> holds.at(clock.instant(), 1));
        this.activity = Caffeine.newBuilder()
                .expireAfterWrite(MODELS_LOOKED_AT_EVERY)
                .build(_ -> models.activity().stream()
                        .collect(Collectors.toMap(
                                each -> List.of(each.model(), each.provider()), Function.identity())));
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("chatledger.holds.open", this, it -> it.holds.get("").open())
                .description("Messages that are being answered or were left behind, at most " + OpenHolds.MOST_COUNTED)
                .register(registry);
        Gauge.builder("chatledger.holds.oldest", this, OperationMeters::oldestHoldSeconds)
                .description("The age of the oldest open hold")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("chatledger.password.hashes.waiting", passwords, Passwords::waiting)
                .description("Log-ins and registrations that wait for their turn")
                .register(registry);
        models.all().stream()
                .flatMap(model -> model.byProvider().stream())
                .forEach(model -> bind(model, registry));
    }

    private double oldestHoldSeconds() {
        return holds.get("").results().stream().mapToLong(OpenHolds.Hold::ageSeconds).max().orElse(0);
    }

    private void bind(ChatModel model, MeterRegistry registry) {
        Tags tags = Tags.of("model", model.id(), "provider", model.provider());
        Gauge.builder("chatledger.model.calls.running", this, it -> it.activity(model).running())
                .description("Calls that the model is answering")
                .tags(tags)
                .register(registry);
        if (model.callsAtOnce() > 0) {
            Gauge.builder("chatledger.model.calls.limit", model, ChatModel::callsAtOnce)
                    .description("Calls that the model's provider may have at once, all its models together")
                    .tags(tags)
                    .register(registry);
        }
        if (model.state().breaker() != null) {
            for (Breaker state : Breaker.values()) {
                String name = state.name().toLowerCase(Locale.ROOT);
                Gauge.builder("chatledger.model.breaker", this,
                                it -> name.equals(it.activity(model).breaker()) ? 1 : 0)
                        .description("1 for the state in which the provider's circuit breaker is")
                        .tags(tags.and("state", name))
                        .register(registry);
            }
        }
    }

    private ModelActivity activity(ChatModel model) {
        return requireNonNull(activity.get("").get(List.of(model.id(), model.provider())));
    }
}
