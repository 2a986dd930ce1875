package io.chatledger.command.chat;

import io.chatledger.api.ErrorCode;
import io.chatledger.command.chat.ModelFailure.Fault;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** What became of the calls to one model, for those who draw curves. {@link ModelCalls} has it for operators. */
final class ModelMeters {

    private static final Duration[] BOUNDS = {
        Duration.ofMillis(100), Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofSeconds(1),
        Duration.ofMillis(2500), Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(30),
        Duration.ofSeconds(60),
    };

    private static final String ANSWERED = "answered";
    private static final String CANCELLED = "cancelled";
    private static final String NOT_ASKED = "not-asked";

    private final Tags tags;
    private final Timer firstWord;
    private final DistributionSummary characters;
    private final Map<String, Counter> ends = new ConcurrentHashMap<>();

    ModelMeters(String model, String provider) {
        this.tags = Tags.of("model", model, "provider", provider);
        this.firstWord = Timer.builder("chatledger.first.word")
                .description("From the call to a model to its first word")
                .tags(tags)
                .serviceLevelObjectives(BOUNDS)
                .register(Metrics.globalRegistry);
        this.characters = DistributionSummary.builder("chatledger.reply")
                .description("The length of what models have replied")
                .baseUnit("characters")
                .tags(tags)
                .register(Metrics.globalRegistry);
        // From zero on: a rate is seen only where there was a number before.
        Stream.of(ErrorCode.PROVIDER_FAILED, ErrorCode.PROVIDER_TIMEOUT, ErrorCode.UNAVAILABLE,
                        ErrorCode.RATE_LIMITED, ErrorCode.INVALID_REQUEST, ErrorCode.INTERNAL)
                .map(ErrorCode::name)
                .forEach(this::end);
        end(ANSWERED);
        end(CANCELLED);
        end(NOT_ASKED);
    }

    void spoke(Duration after) {
        firstWord.record(after);
    }

    void answered(Reply reply) {
        characters.record(reply.text().length());
        ended(ANSWERED);
    }

    void cancelled() {
        ended(CANCELLED);
    }

    void failed(ModelFailure failure) {
        ended(failure.fault() == Fault.NOT_ASKED ? NOT_ASKED : failure.code().name());
    }

    /** By a fault of ours. */
    void failed() {
        ended(ErrorCode.INTERNAL.name());
    }

    private void ended(String outcome) {
        end(outcome).increment();
    }

    private Counter end(String outcome) {
        return ends.computeIfAbsent(outcome, _ -> Counter.builder("chatledger.chats")
                .description("Calls to models that are over, by how they ended")
                .tags(tags.and("outcome", outcome))
                .register(Metrics.globalRegistry));
    }
}
