package io.chatledger.gateway;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.TreeSet;

import io.chatledger.api.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** API keys pass unverified to where command-side verifies them, and nowhere else. */
class ApiKeysTest extends GatewayTest {

    private static final String KEY = "sk-3q2-7wEBAgMEBQYHCAkKCwwNDg8QER_T";

    @ParameterizedTest
    @CsvSource({
        "POST, /api/chat", "POST, /chat", "POST, /api/chat/send_message", "POST, /api/chat/7/cancel",
        "GET, /v1/models", "GET, /v1/models/demo", "POST, /v1/chat/completions",
    })
    void aKeyPassesAsItIs(String method, String path) throws Exception {
        for (String scheme : new String[] {"Bearer ", "bearer ", "Token "}) {
            command.reset();
            var call = gateway.request(method, path, BodyPublishers.noBody(), "Authorization", scheme + KEY);
            assertThat(gateway.send(call).statusCode()).isEqualTo(200);
            assertThat(command.onlyCall().method()).isEqualTo(method);
            assertThat(command.onlyCall().header("Authorization")).isEqualTo("Bearer " + KEY);
        }
        assertThat(query.calls()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource
    void aKeyOpensNothingElse(String call) throws Exception {
        String[] words = call.replaceAll("\\{\\w+}", "7").split(" ");
        assertProblem(
                gateway.send(gateway.request(
                        words[0], words[1], BodyPublishers.noBody(), "Authorization", "Bearer " + KEY)),
                ErrorCode.FORBIDDEN);
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
    void aKeySentAlongWithALogInDoesNoHarm() throws Exception {
        assertThat(gateway.post("/api/login", "{}", "Authorization", "Bearer " + KEY).statusCode()).isEqualTo(200);
        assertThat(command.onlyCall().header("Authorization")).isNull();
    }

    @Test
    void aKeyInTheChatBodyCountsAsAnAccessTokenDoes() throws Exception {
        String body = "{\"token\":\"" + KEY + "\",\"message\":\"Hello\"}";
        assertThat(gateway.post("/api/chat", body).statusCode()).isEqualTo(200);
        assertThat(command.onlyCall().header("Authorization")).isEqualTo("Bearer " + KEY);
        assertThat(gateway.post("/v1/chat/completions", body).statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sk-", "sk", "sk_abc", "SK-abc", "xsk-abc", "sk-abc=", "sk-a.b.c"})
    void whatOnlyLooksLikeAKeyIsNone(String key) throws Exception {
        assertProblem(gateway.post("/api/chat", "{}", "Authorization", "Bearer " + key), ErrorCode.UNAUTHENTICATED);
        assertThat(command.calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sk-abc\\r\\nX-User: admin", "sk-abc\\n", "sk-a b", " sk-abc", "sk-\\u00e9", "sk-\\u0000"})
    void nothingBreaksOutOfTheBodyIntoAHeader(String key) throws Exception {
        assertProblem(gateway.post("/api/chat", "{\"token\":\"" + key + "\"}"), ErrorCode.UNAUTHENTICATED);
        assertThat(command.calls()).isEmpty();
    }

    @Test
    void aKeyMayHaveTwoHundredCharactersAfterItsPrefix() throws Exception {
        String longest = "Bearer sk-" + "x".repeat(200);
        assertThat(gateway.post("/api/chat", "{}", "Authorization", longest).statusCode()).isEqualTo(200);
        assertThat(gateway.post("/api/chat", "{}", "Authorization", longest + "x").statusCode()).isEqualTo(401);
    }

    @Test
    void whetherAKeyIsGoodIsForCommandSideToSay() throws Exception {
        String refusal = "{\"error\":{\"message\":\"No\",\"type\":\"invalid_request_error\",\"param\":null,"
                + "\"code\":\"invalid_api_key\"}}";
        command.answers((call, side) -> side.json(401, refusal, "WWW-Authenticate: Bearer"));
        HttpResponse<String> response = gateway.get("/v1/models", "Authorization", "Bearer " + KEY);
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.body()).isEqualTo(refusal);
        assertThat(response.headers().allValues("WWW-Authenticate")).containsExactly("Bearer");
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void aKeyIsNotLoggedNotEvenWhenACallFails(CapturedOutput log) throws Exception {
        command.answers((call, side) -> side.breakOff());
        assertThat(gateway.post("/v1/chat/completions", "{}", "Authorization", "Bearer " + KEY).statusCode())
                .isEqualTo(503);
        assertThat(gateway.get("/api/tokens", "Authorization", "Bearer " + KEY).statusCode()).isEqualTo(403);
        assertThat(log).contains("No whole answer to POST /v1/chat/completions").doesNotContain(KEY);
    }
}
