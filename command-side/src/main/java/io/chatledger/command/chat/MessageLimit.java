package io.chatledger.command.chat;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.chatledger.api.ErrorCode;
import io.chatledger.command.account.Refusal;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * How many messages an account may send, in whatever dialect and whatever becomes of them: counted before anything is
 * read, in the memory of this copy. Told in the fields of draft-ietf-httpapi-ratelimit-headers-10.
 */
@Component
class MessageLimit implements HandlerInterceptor, WebMvcConfigurer {

    private static final Logger log = LoggerFactory.getLogger(MessageLimit.class);

    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final LimitSettings settings;
    private final TimeMeter time;
    private final Cache<String, Bucket> buckets;

    @Autowired
    MessageLimit(LimitSettings settings) {
        this(settings, TimeMeter.SYSTEM_MILLISECONDS);
    }

    MessageLimit(LimitSettings settings, TimeMeter time) {
        this.settings = settings;
        this.time = time;
        // After a window of silence a bucket is full again, like a new one.
        buckets = Caffeine.newBuilder()
                .maximumSize(settings.countedAccounts())
                .expireAfterAccess(WINDOW)
                .build();
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        if (settings.rateLimits()) {
            registry.addInterceptor(this).addPathPatterns("/api/chat", "/v1/chat/completions");
        }
    }

    /** @throws Refusal {@link ErrorCode#RATE_LIMITED} */
    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        String account = request.getUserPrincipal().getName();
        ConsumptionProbe probe = buckets.get(account, _ -> full()).tryConsumeAndReturnRemaining(1);
        response.setHeader("RateLimit-Policy",
                "\"messages\";q=%d;w=%d".formatted(settings.messagesPerMinute(), WINDOW.toSeconds()));
        response.setHeader("RateLimit", "\"messages\";r=%d;t=%d"
                .formatted(probe.getRemainingTokens(), seconds(probe.getNanosToWaitForReset())));
        if (!probe.isConsumed()) {
            log.info("Account {} sends too many messages", account);
            response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds(probe.getNanosToWaitForRefill())));
            throw new Refusal(
                    ErrorCode.RATE_LIMITED,
                    "An account may send %d messages a minute.".formatted(settings.messagesPerMinute()));
        }
        return true;
    }

    private Bucket full() {
        return Bucket.builder()
                .withCustomTimePrecision(time)
                .addLimit(limit -> limit.capacity(settings.messagesPerMinute())
                        .refillGreedy(settings.messagesPerMinute(), WINDOW))
                .build();
    }

    /** Rounded up, so that whoever comes back then is not too early. */
    private static long seconds(long nanos) {
        return Math.ceilDiv(nanos, 1_000_000_000L);
    }
}
