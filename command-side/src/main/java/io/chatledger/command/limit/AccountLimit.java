package io.chatledger.command.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.chatledger.api.ErrorCode;
import io.chatledger.command.account.Refusal;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * How many requests of one kind an account may send in each window, whatever becomes of them: counted before anything
 * is read, in the memory of this copy. Told in the fields of draft-ietf-httpapi-ratelimit-headers-10. Reading is free.
 */
final class AccountLimit implements HandlerInterceptor {

    private static final Logger log = LoggerFactory.getLogger(AccountLimit.class);

    private static final Set<String> READING = Set.of(HttpMethod.GET.name(), HttpMethod.HEAD.name());

    private static final String POLICY = "RateLimit-Policy";

    private final String name;
    private final String rule;
    private final int most;
    private final Duration window;
    private final TimeMeter time;
    private final Cache<String, Bucket> buckets;
    private final Counter refusals;

    /**
     * @param name            of what is counted, as clients see it
     * @param rule            what is told to whoever breaks it
     * @param most            at once; they come back evenly over the window
     * @param countedAccounts at most; beyond, the count of the longest silent is forgotten
     */
    AccountLimit(String name, String rule, int most, Duration window, int countedAccounts, TimeMeter time) {
        this.name = name;
        this.rule = rule;
        this.most = most;
        this.window = window;
        this.time = time;
        this.refusals = Metrics.counter("chatledger.refusals", "limit", name);
        // After a window of silence a bucket is full again, like a new one.
        buckets = Caffeine.newBuilder()
                .maximumSize(countedAccounts)
                .expireAfterAccess(window)
                .build();
    }

    /** @throws Refusal {@link ErrorCode#RATE_LIMITED} */
    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (READING.contains(request.getMethod())) {
            return true;
        }
        take(request.getUserPrincipal().getName(), most, response);
        return true;
    }

    /**
     * Counts one, and tells what is left.
     *
     * @param whose an account's or an API key's
     * @param most  of theirs
     * @throws Refusal {@link ErrorCode#RATE_LIMITED}
     */
    void take(String whose, int most, HttpServletResponse response) {
        ConsumptionProbe probe = buckets.get(whose, _ -> full(most)).tryConsumeAndReturnRemaining(1);
        // A key has told what is left of its own limit, which says more.
        if (!response.containsHeader(POLICY) || !probe.isConsumed()) {
            tell(probe, most, response);
        }
        if (!probe.isConsumed()) {
            log.info("{} sends too many {}", whose, name);
            refusals.increment();
            response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds(probe.getNanosToWaitForRefill())));
            throw new Refusal(ErrorCode.RATE_LIMITED, rule.formatted(most));
        }
    }

    private void tell(ConsumptionProbe probe, int most, HttpServletResponse response) {
        response.setHeader(POLICY, "\"%s\";q=%d;w=%d".formatted(name, most, window.toSeconds()));
        // As OpenAI's clients read it.
        response.setHeader("x-ratelimit-limit-requests", Integer.toString(most));
        response.setHeader("x-ratelimit-remaining-requests", Long.toString(probe.getRemainingTokens()));
        response.setHeader("x-ratelimit-reset-requests", seconds(probe.getNanosToWaitForReset()) + "s");
        response.setHeader("RateLimit", "\"%s\";r=%d;t=%d"
                .formatted(name, probe.getRemainingTokens(), seconds(probe.getNanosToWaitForReset())));
    }

    private Bucket full(int most) {
        return Bucket.builder()
                .withCustomTimePrecision(time)
                .addLimit(limit -> limit.capacity(most).refillGreedy(most, window))
                .build();
    }

    /** Rounded up, so that whoever comes back then is not too early. */
    private static long seconds(long nanos) {
        return Math.ceilDiv(nanos, 1_000_000_000L);
    }
}
