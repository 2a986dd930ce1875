package io.chatledger.gateway.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.chatledger.api.ErrorCode;
import io.chatledger.gateway.problem.Refusal;
import io.chatledger.webaccess.ClientAddress;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * How many requests an address may send without saying who it is. Told in the fields of
 * draft-ietf-httpapi-ratelimit-headers-10.
 */
@Component
public class AddressLimit {

    private static final Logger log = LoggerFactory.getLogger(AddressLimit.class);

    private static final Counter REFUSALS = Metrics.counter("chatledger.refusals", "limit", "address");

    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final LimitSettings settings;
    private final Cache<ClientAddress, Bucket> buckets;

    AddressLimit(LimitSettings settings) {
        this.settings = settings;
        // After a window of silence a bucket is full again, like a new one.
        buckets = Caffeine.newBuilder()
                .maximumSize(settings.countedAddresses())
                .expireAfterAccess(WINDOW)
                .build();
    }

    /**
     * Counts the request, and tells in the response how many are left.
     *
     * @throws Refusal {@link ErrorCode#RATE_LIMITED}
     */
    public void count(HttpServletRequest request, HttpServletResponse response) {
        if (!settings.rateLimits()) {
            return;
        }
        ConsumptionProbe probe = bucket(request).tryConsumeAndReturnRemaining(1);
        response.addHeader("RateLimit-Policy",
                "\"address\";q=%d;w=%d".formatted(settings.addressRequestsPerMinute(), WINDOW.toSeconds()));
        response.addHeader("RateLimit", "\"address\";r=%d;t=%d"
                .formatted(probe.getRemainingTokens(), seconds(probe.getNanosToWaitForReset())));
        if (!probe.isConsumed()) {
            throw refusal(request, seconds(probe.getNanosToWaitForRefill()));
        }
    }

    /**
     * Counts nothing yet.
     *
     * @throws Refusal {@link ErrorCode#RATE_LIMITED} if nothing is left
     */
    public void requireSomeLeft(HttpServletRequest request) {
        if (settings.rateLimits()) {
            var probe = bucket(request).estimateAbilityToConsume(1);
            if (!probe.canBeConsumed()) {
                throw refusal(request, seconds(probe.getNanosToWaitForRefill()));
            }
        }
    }

    private static Refusal refusal(HttpServletRequest request, long retryAfterSeconds) {
        log.info("Too many requests without valid credentials from {}", request.getRemoteAddr());
        REFUSALS.increment();
        return new Refusal(
                ErrorCode.RATE_LIMITED,
                "There were too many requests without valid credentials from your address.",
                Map.of(HttpHeaders.RETRY_AFTER, Long.toString(retryAfterSeconds)));
    }

    private Bucket bucket(HttpServletRequest request) {
        return buckets.get(ClientAddress.of(request), _ -> Bucket.builder()
                .addLimit(limit -> limit.capacity(settings.addressRequestsPerMinute())
                        .refillGreedy(settings.addressRequestsPerMinute(), WINDOW))
                .build());
    }

    /** Rounded up, so that whoever comes back then is not too early. */
    private static long seconds(long nanos) {
        return Math.ceilDiv(nanos, 1_000_000_000L);
    }
}
