package io.chatledger.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client written against any of the five descriptions reaches the same call. */
class DialectsTest extends GatewayTest {

    private static final String BODY = "{\"message\":\"Hello, AI!\"}";

    @ParameterizedTest
    @CsvSource({
        "/api/register, /api/register", "/register, /api/register", "/api/users, /api/register",
        "/api/login, /api/login", "/login, /api/login", "/api/auth/login, /api/login", "/api/token, /api/login",
        "/api/token/refresh, /api/token/refresh", "/api/logout, /api/logout",
    })
    void whoIsNotLoggedInReachesCommandSideWithOrWithoutATrailingSlash(String alias, String canonical)
            throws Exception {
        for (String path : new String[] {alias, alias + "/"}) {
            command.reset();
            assertThat(gateway.post(path, BODY).statusCode()).isEqualTo(200);
            assertThat(command.onlyCall().method()).isEqualTo("POST");
            assertThat(command.onlyCall().target()).isEqualTo(canonical);
            assertThat(command.onlyCall().body()).isEqualTo(BODY);
            assertThat(command.onlyCall().header("Authorization")).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/chat", "/chat", "/api/chat/send_message"})
    void aChatMessageReachesCommandSideUnchanged(String path) throws Exception {
        for (String spelling : new String[] {path, path + "/"}) {
            command.reset();
            assertThat(gateway.post(spelling, BODY, "Authorization", bearer, "Idempotency-Key", "k-1").statusCode())
                    .isEqualTo(200);
            FakeSide.Call call = command.onlyCall();
            assertThat(call.method()).isEqualTo("POST");
            assertThat(call.target()).isEqualTo("/api/chat");
            assertThat(call.body()).isEqualTo(BODY);
            assertThat(call.header("Authorization")).isEqualTo(bearer);
            assertThat(call.header("Idempotency-Key")).isEqualTo("k-1");
            assertThat(call.header("Content-Type")).isEqualTo("application/json");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/api/chat, /api/chat",
        "/api/conversations, /api/conversations", "/api/conversations/7, /api/conversations/7",
        "/api/tokens, /api/tokens", "/api/token_balance, /api/tokens", "/api/tokens/balance, /api/tokens",
        "/api/user/balance, /api/tokens", "/balance, /api/tokens",
        "/api/tokens/history, /api/tokens/history",
        "/api/user/profile, /api/user/profile", "/api/user/details, /api/user/profile",
        "/api/admin/users, /api/admin/users", "/api/admin/users/7, /api/admin/users/7",
        "/api/admin/users/7/chat, /api/admin/users/7/chat",
        "/api/admin/users/7/statement, /api/admin/users/7/statement", "/api/admin/acts, /api/admin/acts",
        "/api/audit/events, /api/audit/events", "/api/audit/accounts/7/balance, /api/audit/accounts/7/balance",
        "/api/audit/trial-balance, /api/audit/trial-balance", "/api/audit/replays/r%20x, /api/audit/replays/r%20x",
        "/api/ops/projections, /api/ops/projections", "/api/ops/projections/balance, /api/ops/projections/balance",
    })
    void aQuestionReachesQuerySide(String alias, String canonical) throws Exception {
        for (String path : new String[] {alias, alias + "/"}) {
            query.reset();
            assertThat(gateway.get(path, "Authorization", bearer).statusCode()).isEqualTo(200);
            assertThat(query.onlyCall().method()).isEqualTo("GET");
            assertThat(query.onlyCall().target()).isEqualTo(canonical);
            assertThat(query.onlyCall().header("Authorization")).isEqualTo(bearer);
        }
        assertThat(command.calls()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "PATCH, /api/user/profile", "POST, /api/user/password", "POST, /api/user/keys",
        "PATCH, /api/conversations/7", "POST, /api/admin/users/7/tokens",
        "POST, /api/admin/users/7/suspend", "POST, /api/admin/users/7/reactivate", "PUT, /api/admin/users/7/roles",
        "POST, /api/admin/users/7/password-reset",
    })
    void aChangeReachesCommandSide(String method, String path) throws Exception {
        var change = gateway.request(method, path, BodyPublishers.ofString("{}"), "Authorization", bearer);
        assertThat(gateway.send(Gateway.json(change)).statusCode()).isEqualTo(200);
        assertThat(command.onlyCall().method()).isEqualTo(method);
        assertThat(command.onlyCall().target()).isEqualTo(path);
        assertThat(command.onlyCall().body()).isEqualTo("{}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/audit/replays", "/api/ops/projections/balance/rebuild"})
    void auditorsAndOperatorsSetQuerySideToWorkWithoutABody(String path) throws Exception {
        assertThat(gateway.send(gateway.request("POST", path, BodyPublishers.noBody(), "Authorization", bearer))
                .statusCode()).isEqualTo(200);
        assertThat(query.onlyCall().method()).isEqualTo("POST");
        assertThat(query.onlyCall().target()).isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /api/chat/7/cancel, 202", "DELETE, /api/conversations/7, 204", "GET, /api/user/keys, 200",
        "DELETE, /api/user/keys/7, 204",
    })
    void commandSideIsAskedWithoutABody(String method, String path, int status) throws Exception {
        command.answers((call, side) -> side.write("HTTP/1.1 " + status + " Whatever\r\n"
                + (status == 204 ? "" : "Content-Length: 0\r\n") + "\r\n"));
        assertThat(gateway.send(gateway.request(method, path + "/", BodyPublishers.noBody(), "Authorization", bearer))
                .statusCode()).isEqualTo(status);
        assertThat(command.onlyCall().method()).isEqualTo(method);
        assertThat(command.onlyCall().target()).isEqualTo(path);
        assertThat(command.onlyCall().header("Authorization")).isEqualTo(bearer);
        assertThat(query.calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "any text"})
    void aBalanceThatIsPostedForIsAskedForWithoutABody(String body) throws Exception {
        assertThat(gateway.post("/balance", body, "Authorization", "Token " + token, "Content-Type", "text/plain")
                .statusCode()).isEqualTo(200);
        assertThat(query.onlyCall().method()).isEqualTo("GET");
        assertThat(query.onlyCall().target()).isEqualTo("/api/tokens");
        assertThat(query.onlyCall().body()).isEmpty();
        assertThat(query.onlyCall().header("Authorization")).isEqualTo(bearer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer ", "Token ", "token ", "TOKEN ", "BEARER ", "bEaReR ", "Token    "})
    void bothSchemesAreUnderstoodInAnyLetterCase(String scheme) throws Exception {
        assertThat(gateway.get("/api/tokens", "Authorization", scheme + token).statusCode()).isEqualTo(200);
        assertThat(query.onlyCall().header("Authorization")).isEqualTo(bearer);
    }

    @Test
    void aTokenInTheChatBodyCountsWhenThereIsNoHeader() throws Exception {
        String body = "{ \"token\" : \"" + token + "\", \"message\":\"Grüße\" }";
        assertThat(gateway.post("/api/chat", body).statusCode()).isEqualTo(200);
        assertThat(command.onlyCall().header("Authorization")).isEqualTo(bearer);
        assertThat(command.onlyCall().body()).isEqualTo(body);
    }

    @Test
    void aTokenInTheChatBodyDoesNotCountBesideAHeader() throws Exception {
        String body = "{\"token\":\"" + token + "\",\"message\":\"Hello\"}";
        assertThat(gateway.post("/api/chat", body, "Authorization", "Bearer expired").statusCode()).isEqualTo(401);
        assertThat(command.calls()).isEmpty();
    }

    @Test
    void aTokenInAnyOtherBodyDoesNotCount() throws Exception {
        String body = "{\"token\":\"" + token + "\"}";
        assertThat(gateway.post("/api/user/password", body).statusCode()).isEqualTo(401);
        assertThat(gateway.post("/balance", body).statusCode()).isEqualTo(401);
    }

    @Test
    void anExpiredTokenSentAlongWithALogInDoesNoHarm() throws Exception {
        assertThat(gateway.post("/api/login", "{}", "Authorization", "Bearer nonsense").statusCode()).isEqualTo(200);
        assertThat(command.onlyCall().header("Authorization")).isNull();
    }

    @Test
    void theHeadersAloneOfAnAnswerCanBeAskedFor() throws Exception {
        query.answers((call, side) -> side.head("Content-Type: application/json", "Content-Length: 42"));
        var answer =
                gateway.send(gateway.request("HEAD", "/balance", BodyPublishers.noBody(), "Authorization", bearer));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Length")).hasValue("42");
        assertThat(query.onlyCall().method()).isEqualTo("HEAD");
        assertThat(gateway.send(gateway.request("HEAD", "/balance", BodyPublishers.noBody())).statusCode())
                .isEqualTo(401);
    }
}
