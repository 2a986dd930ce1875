package io.chatledger.gateway.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.chatledger.gateway.problem.Refusal;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/**
 * Passes a side's answer on to the client, unchanged and as it arrives. When the client goes away the side is told by
 * closing its stream; when the side breaks off the client is told by breaking off, too.
 */
@Component
class Relay implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(Relay.class);

    private static final List<String> PASSED_BACK = List.of(
            HttpHeaders.CONTENT_TYPE, HttpHeaders.CONTENT_LENGTH, HttpHeaders.CONTENT_DISPOSITION,
            HttpHeaders.CACHE_CONTROL, HttpHeaders.ETAG, HttpHeaders.LAST_MODIFIED, HttpHeaders.VARY,
            HttpHeaders.LOCATION, HttpHeaders.LINK, HttpHeaders.ALLOW, HttpHeaders.WWW_AUTHENTICATE,
            HttpHeaders.RETRY_AFTER, "RateLimit", "RateLimit-Policy", "x-should-retry", "Idempotent-Replayed",
            // Asks proxies in front of the gateway not to hold a stream back.
            "X-Accel-Buffering");

    private static final int BUFFER_BYTES = 16 * 1024;

    private final ProxySettings settings;
    private final ScheduledExecutorService alarms =
            Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("relay-alarms").daemon().factory());

    Relay(ProxySettings settings) {
        this.settings = settings;
    }

    /** @throws Refusal if the side breaks off; too late for an answer if the client has had a part of it */
    void relay(HttpResponse<InputStream> answer, HttpServletResponse response) {
        try (InputStream from = answer.body()) {
            response.setStatus(answer.statusCode());
            for (String name : PASSED_BACK) {
                answer.headers().allValues(name).forEach(value -> response.addHeader(name, value));
            }
            boolean events = answer.headers().firstValue(HttpHeaders.CONTENT_TYPE)
                    .filter(type -> type.startsWith(MediaType.TEXT_EVENT_STREAM_VALUE))
                    .isPresent();
            if (events) {
                // The client may rely on the status before the model has said a word.
                response.flushBuffer();
            }
            OutputStream to = response.getOutputStream();
            byte[] bytes = new byte[BUFFER_BYTES];
            for (int length; (length = read(from, bytes, answer, response)) >= 0; ) {
                to.write(bytes, 0, length);
                if (events) {
                    to.flush();
                }
            }
        } catch (IOException clientGone) {
            log.debug("The client left before the end of its answer", clientGone);
        }
    }

    private int read(
            InputStream from, byte[] bytes, HttpResponse<InputStream> answer, HttpServletResponse response) {
        var alarm = alarms.schedule(() -> close(from), settings.streamIdleTimeout().toMillis(), TimeUnit.MILLISECONDS);
        try {
            return from.read(bytes);
        } catch (IOException e) {
            if (!response.isCommitted()) {
                response.reset();
            }
            throw SideClient.unanswered(answer.request(), e);
        } finally {
            alarm.cancel(false);
        }
    }

    private static void close(InputStream stream) {
        try {
            stream.close();
        } catch (IOException e) {
            log.debug("A silent answer could not be closed", e);
        }
    }

    @Override
    public void destroy() {
        alarms.shutdownNow();
    }
}
