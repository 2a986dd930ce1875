package io.chatledger.webaccess;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;

/**
 * How many requests each route had, how they ended and how long they took. One addition for each, where observations
 * would follow it through all filters (decision 31).
 */
public final class RequestMeters extends EndedRequests {

    private record Kind(String method, String route, int status) {}

    private static final Duration[] BOUNDS = {
        Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofMillis(25), Duration.ofMillis(50),
        Duration.ofMillis(100), Duration.ofMillis(250), Duration.ofMillis(500),
        Duration.ofSeconds(1), Duration.ofMillis(2500), Duration.ofSeconds(5), Duration.ofSeconds(10),
    };

    /** Methods, templates and statuses: there are no more than these. */
    private final Map<Kind, Timer> timers = new ConcurrentHashMap<>();

    @Override
    public void log(Request request, Response response, long nanos) {
        var kind = new Kind(
                RequestLog.method(request), RequestLog.route(request), response.getStatus());
        timers.computeIfAbsent(kind, RequestMeters::timer).record(nanos, TimeUnit.NANOSECONDS);
    }

    private static Timer timer(Kind kind) {
        return Timer.builder("chatledger.http.requests")
                .description("Requests of clients until their last byte, by the template of their path")
                .tags("method", kind.method, "route", kind.route, "status", Integer.toString(kind.status))
                .serviceLevelObjectives(BOUNDS)
                .register(Metrics.globalRegistry);
    }
}
