package io.chatledger.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatledger.api.ErrorCode;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What still works when a side does not. */
class OutageTest extends GatewayTest {

    @Test
    void aSideThatIsDownIsUnavailableAndNothingWasDone() throws Exception {
        try (var side = new FakeSide().publishing(issuer.keySet());
                var lonely = new Gateway(side.url(), "http://127.0.0.1:" + freePort())) {
            HttpResponse<String> response = lonely.get("/api/tokens", "Authorization", bearer);
            assertUnavailable(response);
            assertThat(body(response).path("detail").asString()).contains("nothing was done");
            assertThat(lonely.post("/api/chat", "{}", "Authorization", bearer).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void readsGoOnWhileCommandSideIsDown() throws Exception {
        var side = new FakeSide().publishing(issuer.keySet());
        try (var survivor = new Gateway(
                side.url(),
                query.url(),
                "--chatledger.jwk-cache-lifetime=2s",
                "--chatledger.jwk-fetch-timeout=400ms",
                "--chatledger.jwk-fetch-interval=200ms")) {
            await().until(() -> survivor.get("/api/tokens", "Authorization", bearer).statusCode() == 200);
            side.close();
            HttpResponse<String> refused = survivor.post("/api/chat", "{}", "Authorization", bearer);
            assertUnavailable(refused);
            assertThat(refused.headers().firstValue("x-should-retry")).isEmpty();
            // The keys outlive their cache: they are asked for again, in vain, and kept.
            await().during(Duration.ofMillis(3500)).atMost(Duration.ofSeconds(10)).until(() ->
                    survivor.get("/api/tokens", "Authorization", bearer).statusCode() == 200);
            assertProblem(
                    survivor.get("/api/tokens", "Authorization", "Bearer " + new Issuer("test-key").token()),
                    ErrorCode.UNAUTHENTICATED);
        }
    }

    @Test
    void aTokenIsNotBlamedForKeysThatWereNeverObtained() throws Exception {
        int port = freePort();
        try (var early = new Gateway("http://127.0.0.1:" + port, query.url())) {
            for (int i = 0; i < 5; i++) {
                assertUnavailable(early.get("/api/tokens", "Authorization", bearer));
            }
            assertProblem(early.get("/api/tokens"), ErrorCode.UNAUTHENTICATED);
            try (var late = new FakeSide(port).publishing(issuer.keySet())) {
                await().atMost(Duration.ofSeconds(10)).until(() ->
                        early.get("/api/tokens", "Authorization", bearer).statusCode() == 200);
            }
        }
    }

    @Test
    void anUnansweredChangeIsNotToBeRepeatedBlindly() throws Exception {
        command.answers((call, side) -> side.breakOff());
        HttpResponse<String> response = gateway.post("/api/chat", "{}", "Authorization", bearer);
        assertUnavailable(response);
        assertThat(response.headers().firstValue("x-should-retry")).hasValue("false");
        assertThat(body(response).path("detail").asString()).contains("not known whether");
    }

    @Test
    void anUnansweredChangeWithAnIdempotencyKeyMayBeRepeated() throws Exception {
        command.answers((call, side) -> side.breakOff());
        HttpResponse<String> response =
                gateway.post("/api/chat", "{}", "Authorization", bearer, "Idempotency-Key", "k-1");
        assertUnavailable(response);
        assertThat(response.headers().firstValue("x-should-retry")).isEmpty();
    }

    @Test
    void anUnansweredDeletionMayBeRepeated() throws Exception {
        command.answers((call, side) -> side.breakOff());
        HttpResponse<String> response = gateway.send(
                gateway.request("DELETE", "/api/user/keys/7", BodyPublishers.noBody(), "Authorization", bearer));
        assertUnavailable(response);
        assertThat(response.headers().firstValue("x-should-retry")).isEmpty();
        assertThat(command.calls()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/chat", "/v1/chat/completions"})
    void aReplyMayTakeLongerThanAnythingElse(String path) throws Exception {
        var released = new CountDownLatch(1);
        command.answers((call, side) -> {
            released.await(30, TimeUnit.SECONDS);
            side.json("{}");
        });
        query.answers((call, side) -> side.isLeftWithin(Duration.ofSeconds(30)));
        CompletableFuture<HttpResponse<String>> reply = CompletableFuture.supplyAsync(() -> {
            try {
                return gateway.post(path, "{}", "Authorization", bearer);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        await().until(() -> command.calls().size() == 1);
        // Asked later, given up earlier.
        assertUnavailable(gateway.get("/api/tokens", "Authorization", bearer));
        assertThat(reply).isNotDone();
        released.countDown();
        assertThat(reply.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }

    private static void assertUnavailable(HttpResponse<String> response) {
        assertProblem(response, ErrorCode.UNAVAILABLE);
        assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
    }

    private static int freePort() throws IOException {
        try (var passing = new FakeSide()) {
            return passing.port();
        }
    }
}
