package io.chatledger.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatledger.api.ErrorCode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Session tokens and API keys are exchanged for access tokens, which alone the sides get to see. */
class ExchangeTest extends GatewayTest {

    /** The gateway remembers those that it knows, so each test has its own. */
    private final String sessionToken = UUID.randomUUID().toString().replace("-", "");
    private final String key = "sk-" + sessionToken;

    @ParameterizedTest
    @CsvSource({
        "POST, /api/chat", "POST, /chat", "POST, /api/chat/send_message", "POST, /api/chat/7/cancel",
        "GET, /v1/models", "GET, /v1/models/demo", "POST, /v1/chat/completions",
        "POST, /v1/completions", "POST, /v1/embeddings", "POST, /v1/responses",
        "POST, /v1/messages", "POST, /v1/messages/count_tokens",
        "GET, /api/tokens", "GET, /balance", "POST, /balance", "GET, /api/tokens/history",
    })
    void theSideGetsAnAccessTokenForASessionTokenOrAKey(String method, String path) throws Exception {
        for (String credential : List.of(sessionToken, key)) {
            for (String scheme : new String[] {"Bearer ", "bearer ", "Token "}) {
                command.reset();
                query.reset();
                command.exchangesAllFor(token);
                var call = gateway.request(
                        method, path, BodyPublishers.noBody(), "Authorization", scheme + credential);
                assertThat(gateway.send(call).statusCode()).isEqualTo(200);
                FakeSide side = command.calls().isEmpty() ? query : command;
                assertThat(side.onlyCall().method()).isEqualTo(path.equals("/balance") ? "GET" : method);
                assertThat(side.onlyCall().header("Authorization")).isEqualTo("Bearer " + token);
            }
        }
    }

    @Test
    void aKeyMayStandWhereAnthropicsClientsHaveItIfNoOtherCredentialIsThere() throws Exception {
        command.exchangesAllFor(token);

        assertThat(gateway.post("/v1/messages", "{}", "x-api-key", key).statusCode()).isEqualTo(200);
        assertThat(command.onlyCall().header("Authorization")).isEqualTo("Bearer " + token);
        assertThat(command.onlyCall().header("x-api-key")).isNull();
        assertThat(gateway.post("/v1/messages", "{}", "x-api-key", "no key").statusCode()).isEqualTo(401);
        assertThat(gateway.post("/v1/messages", "{}", "x-api-key", key, "Authorization", "Basic YTpi").statusCode())
                .isEqualTo(401);
        assertThat(gateway.request("GET", "/api/user/profile", BodyPublishers.noBody(), "x-api-key", key))
                .satisfies(call -> assertThat(gateway.send(call).statusCode()).isEqualTo(401));
        assertThat(command.calls()).hasSize(1);
    }

    @Test
    void anthropicsClientsAreRefusedInTheirShape() throws Exception {
        for (String path : List.of("/v1/messages", "/v1/messages/count_tokens")) {
            HttpResponse<String> refused = gateway.post(path, "{}");
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.headers().firstValue("Content-Type")).contains("application/json");
            assertThat(refused.body()).contains(
                    "\"type\":\"error\"", "\"type\":\"authentication_error\"", "\"request_id\":\"");
        }
        assertThat(gateway.get("/v1/messages", "Authorization", bearer).body()).contains("invalid_request_error");
        assertThat(gateway.get("/v1/messages/batches").body()).contains("\"not_found_error\"");
    }

    @Test
    void aSessionTokenOpensWhatAnAccessTokenDoes() throws Exception {
        command.exchangesAllFor(token);
        for (String path : List.of("/api/user/profile", "/api/user/sessions", "/api/admin/users", "/api/chat")) {
            assertThat(gateway.get(path, "Authorization", "Bearer " + sessionToken).statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @MethodSource
    void aKeyOpensNothingElse(String call) throws Exception {
        String[] words = call.replaceAll("\\{\\w+}", "7").split(" ");
        assertProblem(
                gateway.send(gateway.request(
                        words[0], words[1], BodyPublishers.noBody(), "Authorization", "Bearer " + key)),
                ErrorCode.FORBIDDEN);
        assertThat(command.exchangeCalls()).isEmpty();
        assertThat(command.calls()).isEmpty();
        assertThat(query.calls()).isEmpty();
    }

    static Set<String> aKeyOpensNothingElse() {
        var others = new TreeSet<>(DeclaredRoutes.withAliases());
        others.removeAll(DeclaredRoutes.withAliases(DeclaredRoutes::isPublic));
        others.removeAll(DeclaredRoutes.withAliases(DeclaredRoutes::takesApiKeys));
        return others;
    }

    @Test
    void anAccessTokenIsNotExchanged() throws Exception {
        assertThat(gateway.get("/api/tokens", "Authorization", bearer).statusCode()).isEqualTo(200);
        assertThat(command.exchangeCalls()).isEmpty();
    }

    @Test
    void aCredentialIsExchangedOnceHoweverManyRequestsComeWithItAtTheSameMoment() throws Exception {
        var asked = new CountDownLatch(1);
        command.exchanges((call, side) -> {
            asked.await();
            side.json("{\"access_token\":\"" + token + "\",\"expires_in\":120}");
        });
        Callable<Integer> request =
                () -> gateway.get("/api/tokens", "Authorization", "Bearer " + sessionToken).statusCode();
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> requests =
                    Collections.nCopies(20, request).stream().map(clients::submit).toList();
            await().until(() -> !command.exchangeCalls().isEmpty());
            asked.countDown();
            for (Future<Integer> each : requests) {
                assertThat(each.get()).isEqualTo(200);
            }
        }
        assertThat(gateway.get("/api/tokens", "Authorization", "Bearer " + sessionToken).statusCode()).isEqualTo(200);
        assertThat(command.exchangeCalls()).hasSize(1);
        assertThat(body(command.exchangeCalls().getFirst()).path("subject_token").asString()).isEqualTo(sessionToken);
    }

    @Test
    void whatEndsSoonIsNotRememberedForLonger() throws Exception {
        command.exchanges((call, side) ->
                side.json("{\"access_token\":\"" + token + "\",\"expires_in\":0}"));
        for (int i = 1; i <= 2; i++) {
            assertThat(gateway.get("/api/tokens", "Authorization", "Bearer " + sessionToken).statusCode())
                    .isEqualTo(200);
            assertThat(command.exchangeCalls()).hasSize(i);
        }
    }

    /** As it is when the clock was set ahead, by which what is remembered does not become older. */
    @Test
    void whatHasExpiredByTheClockIsNotRemembered() throws Exception {
        String expired = issuer.token(claims -> claims
                .issueTime(Date.from(Instant.now().minusSeconds(121)))
                .expirationTime(Date.from(Instant.now().minusSeconds(1))));
        command.exchanges((call, side) ->
                side.json("{\"access_token\":\"" + expired + "\",\"expires_in\":120}"));
        for (int i = 1; i <= 2; i++) {
            assertThat(gateway.get("/api/tokens", "Authorization", "Bearer " + sessionToken).statusCode())
                    .isEqualTo(200);
            assertThat(command.exchangeCalls()).hasSize(i);
        }
    }

    @Test
    void whatIsRememberedIsAskedForAgainAfterItsTime() throws Exception {
        command.exchanges((call, side) ->
                side.json("{\"access_token\":\"" + token + "\",\"expires_in\":2}"));
        long askedNanos = System.nanoTime();
        assertThat(gateway.get("/api/tokens", "Authorization", "Bearer " + sessionToken).statusCode()).isEqualTo(200);

        await().until(() -> {
            gateway.get("/api/tokens", "Authorization", "Bearer " + sessionToken);
            return command.exchangeCalls().size() == 2;
        });
        assertThat(Duration.ofNanos(System.nanoTime() - askedNanos)).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void whatWasRefusedIsAskedForAgain() throws Exception {
        assertProblem(
                gateway.get("/api/tokens", "Authorization", "Bearer " + sessionToken), ErrorCode.UNAUTHENTICATED);
        command.exchangesAllFor(token);
        assertThat(gateway.get("/api/tokens", "Authorization", "Bearer " + sessionToken).statusCode()).isEqualTo(200);
    }

    @Test
    void aWrongCredentialReachesNoSide() throws Exception {
        HttpResponse<String> response = gateway.get("/api/tokens", "Authorization", "Bearer " + key);
        assertProblem(response, ErrorCode.UNAUTHENTICATED);
        assertThat(response.headers().allValues("WWW-Authenticate")).containsExactly("Bearer");
        assertOpenAiError(
                gateway.get("/v1/models", "Authorization", "Bearer " + key), 401, "invalid_request_error",
                "invalid_api_key");
        assertThat(command.calls()).isEmpty();
        assertThat(query.calls()).isEmpty();
    }

    @Test
    void aSuspendedAccountIsToldSo() throws Exception {
        command.exchanges((call, side) -> side.json(403, "{}"));
        assertProblem(gateway.get("/api/tokens", "Authorization", "Bearer " + sessionToken), ErrorCode.SUSPENDED);
    }

    @Test
    void anAccessTokenThatCommandSideHasNotSignedIsNotBelievedEither() throws Exception {
        command.exchangesAllFor(new Issuer("test-key").token());
        assertProblem(
                gateway.get("/api/tokens", "Authorization", "Bearer " + sessionToken), ErrorCode.UNAUTHENTICATED);
    }

    @Test
    void whileNobodyCanSayACredentialIsNotCalledWrong() throws Exception {
        for (FakeSide.Script broken : List.<FakeSide.Script>of(
                (call, side) -> side.breakOff(),
                (call, side) -> side.json(503, "{}"),
                (call, side) -> side.json("no json"))) {
            command.exchanges(broken);
            HttpResponse<String> response = gateway.get("/api/tokens", "Authorization", "Bearer " + sessionToken);
            assertProblem(response, ErrorCode.UNAVAILABLE);
            assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
        }
    }

    @Test
    void nobodyReachesTheExchangeFromOutside() throws Exception {
        assertProblem(
                gateway.post("/internal/token-exchange", "{\"subject_token\":\"" + key + "\"}"),
                ErrorCode.NOT_FOUND);
        assertThat(command.exchangeCalls()).isEmpty();
    }

    @Test
    void aKeySentAlongWithALogInDoesNoHarm() throws Exception {
        assertThat(gateway.post("/api/login", "{}", "Authorization", "Bearer " + key).statusCode()).isEqualTo(200);
        assertThat(command.onlyCall().header("Authorization")).isNull();
        assertThat(command.exchangeCalls()).isEmpty();
    }

    @Test
    void aCredentialInTheChatBodyCountsAsAnAccessTokenDoes() throws Exception {
        command.exchangesAllFor(token);
        for (String credential : List.of(sessionToken, key)) {
            command.calls().clear();
            String body = "{\"token\":\"" + credential + "\",\"message\":\"Hello\"}";
            assertThat(gateway.post("/api/chat", body).statusCode()).isEqualTo(200);
            assertThat(command.onlyCall().header("Authorization")).isEqualTo(bearer);
            assertThat(gateway.post("/v1/chat/completions", body).statusCode()).isEqualTo(401);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sk-", "sk", "sk_abc", "SK-abc", "xsk-abc", "sk-abc=", "sk-a.b.c",
        "Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-a"})
    void whatOnlyLooksLikeACredentialIsNone(String wrong) throws Exception {
        assertProblem(gateway.post("/api/chat", "{}", "Authorization", "Bearer " + wrong), ErrorCode.UNAUTHENTICATED);
        assertThat(command.calls()).isEmpty();
        assertThat(command.exchangeCalls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sk-abc\\r\\nX-User: admin", "sk-abc\\n", "sk-a b", " sk-abc", "sk-\\u00e9", "sk-\\u0000"})
    void nothingBreaksOutOfTheBodyIntoAHeader(String wrong) throws Exception {
        assertProblem(gateway.post("/api/chat", "{\"token\":\"" + wrong + "\"}"), ErrorCode.UNAUTHENTICATED);
        assertThat(command.calls()).isEmpty();
        assertThat(command.exchangeCalls()).isEmpty();
    }

    @Test
    void aKeyMayHaveTwoHundredCharactersAfterItsPrefix() throws Exception {
        command.exchangesAllFor(token);
        String longest = "Bearer sk-" + "x".repeat(200);
        assertThat(gateway.post("/api/chat", "{}", "Authorization", longest).statusCode()).isEqualTo(200);
        assertThat(gateway.post("/api/chat", "{}", "Authorization", longest + "x").statusCode()).isEqualTo(401);
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void aCredentialIsNotLoggedNotEvenWhenACallFails(CapturedOutput log) throws Exception {
        command.exchanges((call, side) -> side.breakOff());
        assertThat(gateway.post("/v1/chat/completions", "{}", "Authorization", "Bearer " + key).statusCode())
                .isEqualTo(503);
        assertThat(gateway.get("/api/user/profile", "Authorization", "Bearer " + key).statusCode()).isEqualTo(403);
        assertThat(log)
                .contains("POST /internal/token-exchange was not answered completely")
                .doesNotContain(sessionToken, "\tat ");
    }

    private static JsonNode body(FakeSide.Call call) {
        return JsonMapper.shared().readTree(call.body());
    }
}
