package io.chatledger.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatledger.api.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What both sides say of themselves is one stream, for as long as they say it to the caller. */
class OperationEventsTest extends GatewayTest {

    private static final String PATH = "/api/ops/events";

    @Test
    void eachEventHasWhatTheSidesAnswerTheCaller() throws Exception {
        HttpResponse<String> response = gateway.get(PATH + "?limit=2", "Authorization", bearer);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream;charset=UTF-8");
        assertThat(response.headers().firstValue("X-Request-Id")).isPresent();
        assertThat(names(response.body())).containsExactly("state", "state");
        assertThat(data(response.body())).allSatisfy(state -> {
            assertThat(state.propertyNames()).containsExactly(
                    "at", "projections", "holds", "providers", "command_side", "query_side");
            assertThat(state.at("/projections/path").asString()).isEqualTo("/api/ops/projections");
            assertThat(state.at("/holds/path").asString()).isEqualTo("/api/ops/holds?limit=20");
            assertThat(state.at("/providers/path").asString()).isEqualTo("/api/ops/providers");
            assertThat(state.at("/command_side/path").asString()).isEqualTo("/api/ops/command-side");
            assertThat(state.at("/query_side/path").asString()).isEqualTo("/api/ops/query-side");
        });
        assertThat(query.calls()).hasSize(4);
        assertThat(command.calls()).hasSize(6).allSatisfy(call ->
                assertThat(call.header("Authorization")).isEqualTo(bearer));
    }

    @Test
    void aSideThatDoesNotAnswerInTimeOrHasTroubleIsLeftOutUntilItDoes() throws Exception {
        var rounds = new AtomicInteger();
        query.answers((call, side) -> {
            switch (call.target().endsWith("/projections") ? rounds.incrementAndGet() : 0) {
                case 1 -> side.json(503, "{}");
                case 2 -> side.breakOff();
                case 3 -> assertThat(side.isLeftWithin(Duration.ofSeconds(10))).isTrue();
                default -> side.json("{\"results\":[]}");
            }
        });

        List<JsonNode> states = data(gateway.get(PATH + "?limit=4", "Authorization", bearer).body());

        assertThat(states).extracting(state -> state.get("projections").toString())
                .containsExactly("null", "null", "null", "{\"results\":[]}");
        assertThat(states).allSatisfy(state -> assertThat(state.get("holds").isNull()).isFalse());
    }

    @ParameterizedTest
    @CsvSource({"400, INVALID_REQUEST", "401, UNAUTHENTICATED", "403, FORBIDDEN", "403, SUSPENDED"})
    void whoMayNotKnowIsToldSoByTheSide(int status, String code) throws Exception {
        command.answers((call, side) -> side.json(status, problem(status, code)));

        HttpResponse<String> response = gateway.get(PATH, "Authorization", bearer);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(body(response).get("code").asString()).isEqualTo(code);
    }

    @Test
    void nobodyIsAskedForAStranger() throws Exception {
        assertProblem(gateway.get(PATH), ErrorCode.UNAUTHENTICATED);
        assertThat(query.calls()).isEmpty();
        assertThat(command.calls()).isEmpty();
    }

    @Test
    void theStreamEndsWithAProblemWhenTheSessionEnds() throws Exception {
        var rounds = new AtomicInteger();
        query.answers((call, side) -> {
            if (call.target().endsWith("/query-side") || rounds.incrementAndGet() < 3) {
                side.json("{\"results\":[]}");
            } else {
                side.json(401, problem(401, "UNAUTHENTICATED"));
            }
        });

        HttpResponse<String> response = gateway.get(PATH, "Authorization", bearer);

        assertThat(names(response.body())).containsExactly("state", "state", "error");
        assertThat(data(response.body()).getLast().get("code").asString()).isEqualTo("UNAUTHENTICATED");
    }

    @Test
    void noMoreListenThanAreAllowedAndWhoLeavesMakesRoom() throws Exception {
        try (InputStream first = listen().body(); InputStream second = listen().body()) {
            assertThat(first.read()).isEqualTo('e');
            assertThat(second.read()).isEqualTo('e');
            HttpResponse<String> third = gateway.get(PATH + "?limit=1", "Authorization", bearer);
            assertProblem(third, ErrorCode.RATE_LIMITED);
            assertThat(third.headers().firstValue("Retry-After")).hasValue("10");
        }

        // For both: what is asked for one that is still there would be heard by the next test.
        await().until(() -> {
            var other = CompletableFuture.supplyAsync(this::statusOfSomeEvents);
            return statusOfSomeEvents() == 200 && other.get() == 200;
        });
    }

    /** For half a second. */
    private int statusOfSomeEvents() {
        try {
            return gateway.get(PATH + "?limit=10", "Authorization", bearer).statusCode();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({"limit=0, limit", "limit=1000000, limit", "limit=, limit", "limit=1&limit=1, limit", "last=1, last"})
    void otherQuestionsAreRefused(String parameters, String field) throws Exception {
        HttpResponse<String> response = gateway.get(PATH + "?" + parameters, "Authorization", bearer);

        assertProblem(response, ErrorCode.INVALID_REQUEST);
        assertThat(body(response).at("/errors/0/field").asString()).isEqualTo(field);
        assertThat(gateway.get(PATH + "?limit=1", "Authorization", bearer).statusCode()).isEqualTo(200);
    }

    @Test
    void whoAsksForTheHeadersGetsThemAndNoStream() throws Exception {
        var request = gateway.request("HEAD", PATH, BodyPublishers.noBody(), "Authorization", bearer);

        HttpResponse<String> response = gateway.send(request);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream;charset=UTF-8");
    }

    @Test
    void aGatewayThatEndsWaitsForNoListener() throws Exception {
        var other = new Gateway(
                command.url(), query.url(), "--chatledger.gateway.operation-events-interval=1h");
        var request = other.request("GET", PATH, BodyPublishers.noBody(), "Authorization", bearer).build();
        InputStream events = other.client().send(request, BodyHandlers.ofInputStream()).body();
        assertThat(events.read()).isEqualTo('e');

        var rest = CompletableFuture.supplyAsync(() -> {
            try {
                return new String(events.readAllBytes(), UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        CompletableFuture.runAsync(other::close).get(15, TimeUnit.SECONDS);

        assertThat(rest.get(15, TimeUnit.SECONDS)).startsWith("vent: state").endsWith("\n\n");
    }

    private HttpResponse<InputStream> listen() throws Exception {
        var request = gateway.request("GET", PATH, BodyPublishers.noBody(), "Authorization", bearer).build();
        return gateway.client().send(request, BodyHandlers.ofInputStream());
    }

    private static String problem(int status, String code) {
        return "{\"status\":%d,\"code\":\"%s\"}".formatted(status, code);
    }

    private static List<String> names(String stream) {
        return stream.lines().filter(line -> line.startsWith("event: "))
                .map(line -> line.substring("event: ".length())).toList();
    }

    private static List<JsonNode> data(String stream) {
        return stream.lines().filter(line -> line.startsWith("data: "))
                .map(line -> JsonMapper.shared().readTree(line.substring("data: ".length()))).toList();
    }
}
