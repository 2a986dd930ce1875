package io.chatledger.gateway.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chatledger.api.ErrorCode;
import io.chatledger.gateway.problem.Refusal;
import io.chatledger.gateway.routing.Side;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ParseException;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tells operators again and again how things are, as one stream (WHATWG HTML, section 9.2). It asks the sides what they
 * can also be asked one by one, and in the caller's name: so they alone decide who may know, each time anew, and the
 * stream ends with the session, the role or the access token.
 */
@Component
class OperationEvents implements CombinedCall {

    /** @param name in the event */
    private record Part(String name, Side side, String path) {}

    private static final Logger log = LoggerFactory.getLogger(OperationEvents.class);

    private static final List<Part> PARTS = List.of(
            new Part("projections", Side.QUERY, "/api/ops/projections"),
            new Part("holds", Side.COMMAND, "/api/ops/holds?limit=20"),
            new Part("providers", Side.COMMAND, "/api/ops/providers"),
            new Part("command_side", Side.COMMAND, "/api/ops/command-side"),
            new Part("query_side", Side.QUERY, "/api/ops/query-side"));

    private static final String RETRY_AFTER_SECONDS = "10";

    private final ProxySettings settings;
    private final SideClient sides;
    private final Questions questions;
    private final Relay relay;
    private final JsonMapper json;
    private final Semaphore places;
    private final CountDownLatch ending = new CountDownLatch(1);

    OperationEvents(ProxySettings settings, SideClient sides, Questions questions, Relay relay, JsonMapper json) {
        this.settings = settings;
        this.sides = sides;
        this.questions = questions;
        this.relay = relay;
        this.json = json;
        this.places = new Semaphore(settings.operationListeners());
    }

    /** Otherwise a listener would be waited for as one waits for an answer. */
    @EventListener(ContextClosedEvent.class)
    void end() {
        ending.countDown();
    }

    @Override
    public String path() {
        return "/api/ops/events";
    }

    /** @throws Refusal if the query is wrong, or too many listen */
    @Override
    public void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        long most = mostEvents(request);
        if (!places.tryAcquire()) {
            throw new Refusal(
                    ErrorCode.RATE_LIMITED,
                    "At most %d may listen at once.".formatted(settings.operationListeners()),
                    Map.of(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS));
        }
        try {
            stream(most, request, response);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            places.release();
        }
    }

    private void stream(long most, HttpServletRequest request, HttpServletResponse response)
            throws IOException, InterruptedException {
        for (long sent = 0; sent < most; sent++) {
            if (sent > 0 && ending.await(settings.operationEventsInterval().toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            ObjectNode state = json.createObjectNode()
                    .put("at", Clock.systemUTC().instant().truncatedTo(ChronoUnit.MILLIS).toString());
            for (Part part : PARTS) {
                if (!add(part, state, sent > 0, request, response)) {
                    return;
                }
            }
            if (sent == 0) {
                begin(response);
                if (request.getMethod().equals("HEAD")) {
                    return;
                }
            }
            if (!send("state", state.toString(), response)) {
                return;
            }
        }
    }

    /** False if the caller may not know, or not any more; he has been told. */
    private boolean add(
            Part part, ObjectNode state, boolean begun, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        HttpUriRequestBase call = questions.question(part.side(), part.path(), request);
        ClassicHttpResponse answer;
        try {
            answer = sides.send(call, settings.operationTimeout());
        } catch (Refusal down) {
            state.putNull(part.name());
            return true;
        }
        HttpStatus.Series series = HttpStatus.Series.resolve(answer.getCode());
        if (!begun && series == HttpStatus.Series.CLIENT_ERROR) {
            relay.relay(call, answer, response);
            return false;
        }
        String body = read(call, answer);
        if (series == HttpStatus.Series.CLIENT_ERROR && body != null) {
            send("error", json.readTree(body).toString(), response);
            return false;
        }
        state.set(part.name(), series == HttpStatus.Series.SUCCESSFUL && body != null
                ? json.readTree(body) : json.nullNode());
        return true;
    }

    /** Null if it breaks off. */
    private static @Nullable String read(HttpUriRequestBase call, ClassicHttpResponse answer) {
        try (answer) {
            return EntityUtils.toString(answer.getEntity(), UTF_8);
        } catch (IOException | ParseException brokenOff) {
            call.abort();
            log.warn("{} was not answered completely: {}", call.getPath(), brokenOff.toString());
            return null;
        }
    }

    private static void begin(HttpServletResponse response) throws IOException {
        response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
        response.setCharacterEncoding(UTF_8);
        // Asks proxies in front not to hold it back.
        response.setHeader("X-Accel-Buffering", "no");
        response.flushBuffer();
    }

    /** False if the client has gone, which nobody hears of before. */
    private static boolean send(String name, String data, HttpServletResponse response) {
        try {
            response.getOutputStream().write(("event: " + name + "\ndata: " + data + "\n\n").getBytes(UTF_8));
            response.flushBuffer();
            return true;
        } catch (IOException clientGone) {
            log.debug("A listener has left", clientGone);
            return false;
        }
    }

    private static long mostEvents(HttpServletRequest request) {
        Questions.requireKnown(Set.of("limit"), request);
        String[] limit = request.getParameterValues("limit");
        if (limit == null) {
            return Long.MAX_VALUE;
        }
        if (limit.length > 1) {
            throw Refusal.ofField("limit", "must be given once");
        }
        if (!limit[0].matches("[1-9][0-9]{0,5}")) {
            throw Refusal.ofField("limit", "must be from 1 to 999999");
        }
        return Long.parseLong(limit[0]);
    }
}
