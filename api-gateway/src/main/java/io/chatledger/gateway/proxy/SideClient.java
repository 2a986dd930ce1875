package io.chatledger.gateway.proxy;

import io.chatledger.api.ErrorCode;
import io.chatledger.gateway.problem.Refusal;
import io.chatledger.webaccess.IdempotencyKey;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Calls the sides over kept connections, each call once, on the thread that asks: while it waits for the side it takes
 * nobody's time.
 */
@Component
public class SideClient implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(SideClient.class);

    /** Doing these twice does no more than doing them once (RFC 9110, section 9.2.2). */
    private static final Set<String> REPEATABLE = Set.of("GET", "HEAD", "PUT", "DELETE");

    /** A side that ends or is started again takes longer, so that no call is sent to one that is gone. */
    private static final TimeValue TRUSTED_AFTER_USE = TimeValue.ofMilliseconds(100);

    private final CloseableHttpClient client;
    private final RequestConfig config;

    SideClient(ProxySettings settings) {
        var connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(settings.connectTimeout()))
                        .setValidateAfterInactivity(TRUSTED_AFTER_USE)
                        .build())
                .setDefaultSocketConfig(SocketConfig.custom().setTcpNoDelay(true).build())
                .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
                .setMaxConnPerRoute(settings.callsAtOnce())
                .setMaxConnTotal(2 * settings.callsAtOnce())
                .build();
        // Nothing of what a browser does: what a side answers is for the client to act on.
        client = HttpClients.custom()
                .setConnectionManager(connections)
                // Before the sides do, who hang up after 20 s: otherwise what was needed at a peak stays for ever.
                .evictIdleConnections(TimeValue.ofSeconds(10))
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableAuthCaching()
                .disableCookieManagement()
                .disableContentCompression()
                .disableDefaultUserAgent()
                .build();
        config = RequestConfig.custom()
                .setConnectionRequestTimeout(Timeout.of(settings.connectTimeout()))
                .setProtocolUpgradeEnabled(false)
                .build();
    }

    /**
     * The answer as soon as it begins; whoever closes it has read it to its end or has aborted the call.
     *
     * @param timeout the longest silence of the side
     * @throws Refusal {@link ErrorCode#UNAVAILABLE} if there is none
     */
    public ClassicHttpResponse send(HttpUriRequestBase call, Duration timeout) {
        call.setConfig(RequestConfig.copy(config).setResponseTimeout(Timeout.of(timeout)).build());
        try {
            return client.executeOpen(null, call, null);
        } catch (IOException e) {
            throw unanswered(call, e);
        }
    }

    /** What to tell a client whose call was not answered, or not to the end. */
    static Refusal unanswered(HttpUriRequestBase call, IOException reason) {
        log.warn("{} {} was not answered completely: {}", call.getMethod(), call.getPath(), reason.toString());
        if (reason instanceof ConnectException
                || reason instanceof ConnectTimeoutException
                || reason instanceof ConnectionRequestTimeoutException) {
            return new Refusal(ErrorCode.UNAVAILABLE, "A part of the system is down; nothing was done.");
        }
        boolean repeatable =
                REPEATABLE.contains(call.getMethod()) || call.containsHeader(IdempotencyKey.HEADER);
        return repeatable
                ? new Refusal(ErrorCode.UNAVAILABLE, "A part of the system did not answer; please try again.")
                // It may have been done or not. Clients that repeat by themselves would perhaps do it twice.
                : new Refusal(
                        ErrorCode.UNAVAILABLE,
                        "A part of the system did not answer, and it is not known whether the call took effect.",
                        Map.of("x-should-retry", "false"));
    }

    @Override
    public void destroy() {
        client.close(CloseMode.IMMEDIATE);
    }
}
