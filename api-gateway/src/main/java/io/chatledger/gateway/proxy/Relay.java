package io.chatledger.gateway.proxy;

import io.chatledger.gateway.problem.Refusal;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
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

    private static final Set<String> PASSED_BACK = ignoringCase(
            HttpHeaders.CONTENT_TYPE, HttpHeaders.CONTENT_LENGTH, HttpHeaders.CONTENT_DISPOSITION,
            HttpHeaders.CACHE_CONTROL, HttpHeaders.ETAG, HttpHeaders.LAST_MODIFIED, HttpHeaders.VARY,
            HttpHeaders.LOCATION, HttpHeaders.LINK, HttpHeaders.ALLOW, HttpHeaders.WWW_AUTHENTICATE,
            HttpHeaders.RETRY_AFTER, "RateLimit", "RateLimit-Policy", "x-ratelimit-limit-requests",
            "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests", "x-should-retry", "Idempotent-Replayed",
            "Model-Provider",
            // Asks proxies in front of the gateway not to hold a stream back.
            "X-Accel-Buffering");

    private static final int BUFFER_BYTES = 16 * 1024;
    private static final Future<?> NEVER = CompletableFuture.completedFuture(null);

    private final ProxySettings settings;
    private final ScheduledThreadPoolExecutor alarms =
            new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("relay-alarms").daemon().factory());

    Relay(ProxySettings settings) {
        this.settings = settings;
        // Almost all are cancelled, and each would keep its call in memory until its time.
        alarms.setRemoveOnCancelPolicy(true);
    }

    /** @throws Refusal if the side breaks off; too late for an answer if the client has had a part of it */
    void relay(HttpUriRequestBase call, ClassicHttpResponse answer, HttpServletResponse response) {
        try (answer) {
            try {
                pass(call, answer, response);
            } catch (IOException | RuntimeException notToTheEnd) {
                // Closing alone would first read the rest.
                call.abort();
                throw notToTheEnd;
            }
        } catch (IOException clientGone) {
            log.debug("The client disconnected before the end of its answer", clientGone);
        }
    }

    private void pass(HttpUriRequestBase call, ClassicHttpResponse answer, HttpServletResponse response)
            throws IOException {
        response.setStatus(answer.getCode());
        for (Header header : answer.getHeaders()) {
            if (PASSED_BACK.contains(header.getName())) {
                response.addHeader(header.getName(), header.getValue());
            }
        }
        if (answer.getEntity() == null) {
            return;
        }
        InputStream from = answer.getEntity().getContent();
        String type = answer.getEntity().getContentType();
        boolean events = type != null && type.startsWith(MediaType.TEXT_EVENT_STREAM_VALUE);
        if (events) {
            // The client may rely on the status before the model has said a word.
            response.flushBuffer();
        }
        OutputStream to = response.getOutputStream();
        byte[] bytes = new byte[BUFFER_BYTES];
        for (int length; (length = read(from, bytes, events, call, response)) >= 0; ) {
            to.write(bytes, 0, length);
            if (events) {
                to.flush();
            }
        }
    }

    /** The side may be silent for as long as before its answer, but not in the middle of a stream. */
    private int read(
            InputStream from, byte[] bytes, boolean events, HttpUriRequestBase call, HttpServletResponse response) {
        Future<?> alarm = events
                ? alarms.schedule(call::abort, settings.streamIdleTimeout().toMillis(), TimeUnit.MILLISECONDS)
                : NEVER;
        try {
            return from.read(bytes);
        } catch (IOException e) {
            if (!response.isCommitted()) {
                response.reset();
            }
            throw SideClient.unanswered(call, e);
        } finally {
            alarm.cancel(false);
        }
    }

    private static Set<String> ignoringCase(String... names) {
        var set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        set.addAll(List.of(names));
        return set;
    }

    @Override
    public void destroy() {
        alarms.shutdownNow();
    }
}
