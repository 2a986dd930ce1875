package io.chatledger.command.limit;

import io.chatledger.api.AccountId;
import io.chatledger.api.ErrorCode;
import io.chatledger.command.account.Refusal;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/** How much each account has under way in this copy, and that it is not too much at once. */
@Component
public class AtOnce {

    /** The right to have one under way, until it is closed. */
    public interface Place extends AutoCloseable {

        @Override
        void close();
    }

    /** @param where a provider, or empty if it does not matter */
    private record Kind(AccountId accountId, String name, String where) {}

    private static final Logger log = LoggerFactory.getLogger(AtOnce.class);

    private static final String STREAMS = "streams";
    private static final String CALLS = "calls";
    private static final Counter STREAMS_REFUSED = Metrics.counter("chatledger.refusals", "limit", STREAMS);
    private static final Counter CALLS_REFUSED = Metrics.counter("chatledger.refusals", "limit", CALLS);

    /** Nobody knows when one will end, so this is a guess. */
    private static final String RETRY_AFTER_SECONDS = "1";

    private final AccountLimitSettings settings;
    private final Map<Kind, Integer> underWay = new ConcurrentHashMap<>();

    AtOnce(AccountLimitSettings settings) {
        this.settings = settings;
    }

    /**
     * For an answer that is streamed.
     *
     * @throws Refusal {@link ErrorCode#RATE_LIMITED}
     */
    public Place stream(AccountId accountId) {
        return take(
                new Kind(accountId, STREAMS, ""),
                settings.streamsAtOnce(),
                "An account may have %d streams open at once.");
    }

    /**
     * For a call to a model, streamed or not: so that no account takes all places of a provider. Its share is never
     * smaller than the streams that it may have. It is counted at each of the providers that may answer.
     *
     * @param callsAtOnce by provider; 0 if there is no bound to share
     * @throws Refusal {@link ErrorCode#RATE_LIMITED}
     */
    public Place call(AccountId accountId, Map<String, Integer> callsAtOnce) {
        var places = new ArrayList<Place>();
        Place all = () -> places.forEach(Place::close);
        try {
            callsAtOnce.forEach((provider, most) -> places.add(call(accountId, provider, most)));
        } catch (Refusal refusal) {
            all.close();
            throw refusal;
        }
        return all;
    }

    private Place call(AccountId accountId, String provider, int providersCallsAtOnce) {
        if (providersCallsAtOnce == 0) {
            return () -> {};
        }
        return take(
                new Kind(accountId, CALLS, provider),
                Math.max(settings.streamsAtOnce(), providersCallsAtOnce * settings.providerSharePercent() / 100),
                "An account may have %d calls to the provider of this model running at once.");
    }

    private Place take(Kind kind, int most, String rule) {
        if (!settings.rateLimits()) {
            return () -> {};
        }
        if (underWay.merge(kind, 1, Integer::sum) > most) {
            leave(kind);
            log.info("Account {} has too many {} at once", kind.accountId(), kind.name());
            (kind.name().equals(STREAMS) ? STREAMS_REFUSED : CALLS_REFUSED).increment();
            throw new Refusal(ErrorCode.RATE_LIMITED, rule.formatted(most), Map.of(), Map.of(
                    "RateLimit-Policy", "\"%s\";q=%d;qu=\"concurrent-requests\"".formatted(kind.name(), most),
                    "RateLimit", "\"%s\";r=0".formatted(kind.name()),
                    HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS));
        }
        return () -> leave(kind);
    }

    private void leave(Kind kind) {
        underWay.computeIfPresent(kind, (_, count) -> count == 1 ? null : count - 1);
    }
}
