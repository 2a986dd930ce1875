package io.chatledger.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatledger.api.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client of OpenAI's API finds under {@code /v1} what it knows, refusals of the gateway's own included. */
class OpenAiTest extends GatewayTest {

    private static final String COMPLETIONS = "/v1/chat/completions";
    private static final String BODY = """
            {"model":"demo","messages":[{"role":"user","content":"Grüße"}]}""";

    @ParameterizedTest
    @ValueSource(strings = {"/v1/models", "/v1/models/demo", "/v1/models/qwen2.5:7b", "/v1/models/a%20b",
        "/v1/models/vendor/model-7b:free", "/v1/models/a/b/c"})
    void modelsAreAskedForAtCommandSide(String path) throws Exception {
        for (String spelling : new String[] {path, path + "/"}) {
            command.reset();
            assertThat(gateway.get(spelling, "Authorization", bearer).statusCode()).isEqualTo(200);
            assertThat(command.onlyCall().method()).isEqualTo("GET");
            assertThat(command.onlyCall().target()).isEqualTo(path);
            assertThat(command.onlyCall().header("Authorization")).isEqualTo(bearer);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/models/vendor%2Fmodel-7b:free, /v1/models/vendor/model-7b:free",
        "/v1/models/vendor%2fmodel-7b%3Afree, /v1/models/vendor/model-7b%3Afree",
        "/v1/models/a%2Fb/c%2Fd/, /v1/models/a/b/c/d",
    })
    void aSlashInTheNameOfAModelMayBeEncoded(String asked, String target) throws Exception {
        assertThat(gateway.get(asked, "Authorization", bearer).statusCode()).isEqualTo(200);
        assertThat(command.onlyCall().target()).isEqualTo(target);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "/v1/models/..%2f..%2fapi%2fchat", "/v1/models/a%2F..%2Fb", "/v1/models/a%2F.", "/v1/models/a%2F%2Fb",
        "/v1/models/%2Fa", "/v1/models%2Fdemo/..", "/v1/models/%2e%2e%2fapi%2fchat",
        "/v1%2Fmodels", "/api%2Fchat", "/api/conversations/a%2Fb",
    })
    void anEncodedSlashLeadsNowhereElse(String path) throws Exception {
        assertThat(gateway.get(path, "Authorization", bearer).statusCode()).isIn(400, 404);
        assertThat(command.calls()).isEmpty();
        assertThat(query.calls()).isEmpty();
    }

    @Test
    void aCompletionReachesCommandSideUnchanged() throws Exception {
        command.answers((call, side) -> side.json(200, "{\"id\":\"chatcmpl-1\"}", "Idempotent-Replayed: true"));
        HttpResponse<String> response = gateway.post(
                COMPLETIONS, BODY, "Authorization", bearer, "Idempotency-Key", "k-1", "X-Stainless-Lang", "java");
        assertThat(response.body()).isEqualTo("{\"id\":\"chatcmpl-1\"}");
        assertThat(response.headers().firstValue("Idempotent-Replayed")).hasValue("true");
        FakeSide.Call call = command.onlyCall();
        assertThat(call.method()).isEqualTo("POST");
        assertThat(call.target()).isEqualTo(COMPLETIONS);
        assertThat(call.body()).isEqualTo(BODY);
        assertThat(call.header("Authorization")).isEqualTo(bearer);
        assertThat(call.header("Idempotency-Key")).isEqualTo("k-1");
        assertThat(call.header("X-Stainless-Lang")).isNull();
    }

    @Test
    void aChunkArrivesBeforeTheReplyHasEnded() throws Exception {
        String chunk = "data: {\"object\":\"chat.completion.chunk\"}\n\n";
        String keepAlive = ": keep-alive\n\n";
        String done = "data: [DONE]\n\n";
        var clientHasTheChunk = new CountDownLatch(1);
        command.answers((call, side) -> {
            side.head("Content-Type: text/event-stream", "Transfer-Encoding: chunked", "X-Accel-Buffering: no");
            side.chunk(chunk);
            await(clientHasTheChunk);
            side.chunk(keepAlive);
            side.chunk(done);
            side.end();
        });
        HttpResponse<InputStream> response = stream();
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream");
        assertThat(response.headers().firstValue("X-Accel-Buffering")).hasValue("no");
        try (InputStream events = response.body()) {
            assertThat(new String(events.readNBytes(chunk.length()), UTF_8)).isEqualTo(chunk);
            clientHasTheChunk.countDown();
            assertThat(new String(events.readAllBytes(), UTF_8)).isEqualTo(keepAlive + done);
        }
    }

    @Test
    void aStreamThatBreaksOffIsNotPassedOffAsWhole() throws Exception {
        command.answers((call, side) -> {
            side.events();
            side.chunk("data: {}\n\n");
            side.breakOff();
        });
        try (InputStream events = stream().body()) {
            assertThatThrownBy(events::readAllBytes).isInstanceOf(IOException.class);
        }
    }

    @Test
    void withoutAGoodTokenNothingIsAnswered() throws Exception {
        assertUnauthenticated(gateway.get("/v1/models"));
        assertUnauthenticated(gateway.get("/v1/models/demo", "Authorization", "Bearer nonsense"));
        assertUnauthenticated(gateway.get("/v1/models/", "Authorization", "Basic YWxpY2U6c2VjcmV0"));
        assertUnauthenticated(gateway.post(COMPLETIONS, BODY));
        assertUnauthenticated(
                gateway.post(COMPLETIONS, BODY, "Authorization", "Bearer " + new Issuer("test-key").token()));
        assertThat(command.calls()).isEmpty();
    }

    private static void assertUnauthenticated(HttpResponse<String> response) {
        assertOpenAiError(response, 401, "invalid_request_error", "invalid_api_key");
        assertThat(response.headers().allValues("WWW-Authenticate")).containsExactly("Bearer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1", "/v1/", "/v1/nothing", "/v1/images/generations/"})
    void whatIsNotDeclaredDoesNotExist(String path) throws Exception {
        assertOpenAiError(gateway.get(path), 404, "invalid_request_error", null);
        assertOpenAiError(gateway.get(path, "Authorization", bearer), 404, "invalid_request_error", null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v10/models", "/V1/models", "/api/v1", "/v"})
    void everywhereElseARefusalIsAProblem(String path) throws Exception {
        assertProblem(gateway.get(path), ErrorCode.NOT_FOUND);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "POST; /v1/models; GET, HEAD", "DELETE; /v1/models/demo; GET, HEAD", "GET; /v1/chat/completions/; POST"
    })
    void aWrongMethodIsToldTheRightOnes(String method, String path, String allowed) throws Exception {
        HttpResponse<String> response = gateway.send(gateway.request(method, path, BodyPublishers.noBody()));
        assertOpenAiError(response, 405, "invalid_request_error", "method_not_allowed");
        assertThat(response.headers().firstValue("Allow")).hasValue(allowed);
    }

    @Test
    void aBodyMustBeJsonAndNotTooLarge() throws Exception {
        assertOpenAiError(
                gateway.post(COMPLETIONS, BODY, "Authorization", bearer, "Content-Type", "text/plain"),
                415, "invalid_request_error", "unsupported_media_type");
        assertOpenAiError(
                gateway.post(COMPLETIONS, "x".repeat(4 * 1024 * 1024 + 1), "Authorization", bearer),
                413, "invalid_request_error", "too_large");
        assertThat(command.calls()).isEmpty();
    }

    @Test
    void aBodyWithPicturesMayHaveFourMebibytes() throws Exception {
        String largest = "\"" + "x".repeat(4 * 1024 * 1024 - 2) + "\"";

        assertThat(gateway.post(COMPLETIONS, largest, "Authorization", bearer).statusCode()).isEqualTo(200);

        assertThat(command.onlyCall().body()).isEqualTo(largest);
    }

    @Test
    void aQueryThatIsNoneIsRefused() throws Exception {
        try (var socket = gateway.connect("GET /v1/models?x=%zz HTTP/1.1\r\nHost: x\r\nAuthorization: " + bearer
                + "\r\nConnection: close\r\n\r\n")) {
            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("Content-Type: application/json", "\"type\":\"invalid_request_error\"", "\"code\":null");
        }
    }

    @Test
    void anUnansweredCompletionIsNotToBeRepeatedBlindly() throws Exception {
        command.answers((call, side) -> side.breakOff());
        HttpResponse<String> response = gateway.post(COMPLETIONS, BODY, "Authorization", bearer);
        assertUnavailable(response);
        assertThat(response.headers().firstValue("x-should-retry")).hasValue("false");
        HttpResponse<String> repeatable =
                gateway.post(COMPLETIONS, BODY, "Authorization", bearer, "Idempotency-Key", "k-1");
        assertUnavailable(repeatable);
        assertThat(repeatable.headers().firstValue("x-should-retry")).isEmpty();
        assertThat(command.calls()).hasSize(2);
    }

    @Test
    void aSideThatIsDownIsUnavailableAndTheCallMayBeRepeated() throws Exception {
        String nobody;
        try (var passing = new FakeSide()) {
            nobody = passing.url();
        }
        try (var lonely = new Gateway(nobody, query.url())) {
            // An access token waits for the keys to verify it, an API key for its exchange.
            for (String authorization : new String[] {bearer, "Bearer sk-abc"}) {
                HttpResponse<String> response = lonely.post(COMPLETIONS, BODY, "Authorization", authorization);
                assertUnavailable(response);
                assertThat(response.headers().firstValue("x-should-retry")).isEmpty();
            }
        }
    }

    private static void assertUnavailable(HttpResponse<String> response) {
        assertOpenAiError(response, 503, "server_error", "unavailable");
        assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
    }

    @Test
    void aRefusalOfCommandSidePassesUnchanged() throws Exception {
        String refusal = "{\"error\":{\"message\":\"A message costs 100 tokens.\",\"type\":\"insufficient_quota\","
                + "\"param\":null,\"code\":\"insufficient_quota\"}}";
        command.answers((call, side) -> side.json(402, refusal, "x-should-retry: false"));
        HttpResponse<String> response = gateway.post(COMPLETIONS, BODY, "Authorization", bearer);
        assertThat(response.statusCode()).isEqualTo(402);
        assertThat(response.body()).isEqualTo(refusal);
        assertThat(response.headers().firstValue("x-should-retry")).hasValue("false");
        assertThat(command.calls()).hasSize(1);
    }

    private static HttpResponse<InputStream> stream() throws IOException, InterruptedException {
        // Some clients ask for JSON even then: it is the body that says whether to stream.
        var request = gateway.request(
                "POST", COMPLETIONS, BodyPublishers.ofString(BODY.replace("}]}", "}],\"stream\":true}")),
                "Authorization", "Bearer " + issuer.token(), "Accept", "application/json", "Content-Type",
                "application/json");
        return gateway.client().send(request.build(), BodyHandlers.ofInputStream());
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(20, TimeUnit.SECONDS)) {
            throw new IllegalStateException("nobody came");
        }
    }
}
