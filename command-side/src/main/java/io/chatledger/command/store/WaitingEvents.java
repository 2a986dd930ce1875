package io.chatledger.command.store;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Events that are committed and have no place in the order yet. Looked at when asked, and not more often than this. */
@Component
class WaitingEvents implements MeterBinder {

    private static final Duration LOOKED_AT_EVERY = Duration.ofSeconds(5);
    /** Further ones are not counted: by then everybody knows that something is wrong. */
    private static final int MOST_COUNTED = 10_000;

    private record Waiting(long events, double oldestSeconds) {}

    private final LoadingCache<String, Waiting> waiting;

    WaitingEvents(JdbcClient jdbc) {
        this.waiting = Caffeine.newBuilder().expireAfterWrite(LOOKED_AT_EVERY).build(_ -> look(jdbc));
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("chatledger.events.waiting", this, it -> it.now().events())
                .description("Committed events without a place in the order, at most " + MOST_COUNTED)
                .register(registry);
        Gauge.builder("chatledger.events.waiting.oldest", this, it -> it.now().oldestSeconds())
                .description("For how long the first of them has waited")
                .baseUnit("seconds")
                .register(registry);
    }

    private Waiting now() {
        return waiting.get("");
    }

    private static Waiting look(JdbcClient jdbc) {
        return jdbc.sql("""
                SELECT count(*), coalesce(extract(epoch FROM now() - min(time_stamp::timestamptz)), 0)
                FROM (SELECT time_stamp FROM events.domain_event AS event
                    WHERE global_index > (SELECT up_to FROM events.sequenced) AND NOT EXISTS (
                        SELECT FROM events.place WHERE place.global_index = event.global_index)
                    ORDER BY global_index LIMIT ?) AS waiting""")
                .param(MOST_COUNTED)
                .query((row, number) -> new Waiting(row.getLong(1), Math.max(0, row.getDouble(2))))
                .single();
    }
}
