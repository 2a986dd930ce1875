package io.chatledger.command.limit;

import io.chatledger.api.AccountId;
import io.chatledger.api.ErrorCode;
import io.chatledger.command.account.Refusal;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/** How many answers are being streamed to each account by this copy, and that they are not too many. */
@Component
public class OpenStreams {

    /** The right to stream one answer, until it is closed. */
    public interface Stream extends AutoCloseable {

        @Override
        void close();
    }

    private static final Logger log = LoggerFactory.getLogger(OpenStreams.class);

    /** Nobody knows when a stream will end, so this is a guess. */
    private static final String RETRY_AFTER_SECONDS = "1";

    private final AccountLimitSettings settings;
    private final Map<AccountId, Integer> open = new ConcurrentHashMap<>();

    OpenStreams(AccountLimitSettings settings) {
        this.settings = settings;
    }

    /** @throws Refusal {@link ErrorCode#RATE_LIMITED}; the response has its headers then */
    public Stream open(AccountId accountId, HttpServletResponse response) {
        if (!settings.rateLimits()) {
            return () -> {};
        }
        int streams = open.merge(accountId, 1, Integer::sum);
        if (streams > settings.streamsAtOnce()) {
            close(accountId);
            log.info("Account {} opens too many streams", accountId);
            response.addHeader("RateLimit-Policy",
                    "\"streams\";q=%d;qu=\"concurrent-requests\"".formatted(settings.streamsAtOnce()));
            response.addHeader("RateLimit", "\"streams\";r=0");
            response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
            throw new Refusal(
                    ErrorCode.RATE_LIMITED,
                    "An account may have %d answers streamed at once.".formatted(settings.streamsAtOnce()));
        }
        return () -> close(accountId);
    }

    private void close(AccountId accountId) {
        open.computeIfPresent(accountId, (_, streams) -> streams == 1 ? null : streams - 1);
    }
}
