package io.chatledger.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.api.ErrorCode;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A page may have its refresh token in a cookie, which no script can read and no other site can use. */
class SessionCookieTest extends GatewayTest {

    private static final String SESSION =
            "{\"token\":\"opaque\",\"access\":\"a.b.c\",\"refresh\":\"next\",\"expires_in\":900}";

    private final String own = "http://127.0.0.1:" + gateway.port();

    @BeforeEach
    void answerWithASession() {
        command.answers((call, side) -> side.json(SESSION));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/register", "/api/users", "/api/login", "/api/token", "/api/token/refresh"})
    void theRefreshTokenIsInTheCookieAndNothingOfLongLifeInTheBody(String path) throws Exception {
        HttpResponse<String> answer = ask(path, own, "chatledger_refresh=old");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"access\":\"a.b.c\",\"expires_in\":900}");
        String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie.split("; ")).contains(
                "chatledger_refresh=next", "Path=/api/token", "Max-Age=7776000", "HttpOnly", "SameSite=Strict");
        assertThat(cookie).as("on this machine, without TLS").doesNotContain("Secure");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/register", "/api/login", "/api/token/refresh", "/api/logout"})
    void whoDoesNotAskForItGetsNone(String path) throws Exception {
        HttpResponse<String> answer =
                gateway.post(path, "{\"a\":1}", "Origin", own, "Cookie", "chatledger_refresh=old");
        assertThat(answer.body()).isEqualTo(SESSION);
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(command.onlyCall().body()).isEqualTo("{\"a\":1}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/token/refresh", "/api/logout", "/api/token/logout"})
    void commandSideGetsTheTokenOfTheCookieAndNoCookie(String path) throws Exception {
        ask(path, own, "other=1; chatledger_refresh=old");
        assertThat(command.onlyCall().body()).isEqualTo("{\"refresh\":\"old\"}");
        assertThat(command.onlyCall().header("Content-Type")).isEqualTo("application/json");
        assertThat(command.onlyCall().header("Cookie")).isNull();
        command.calls().clear();
        ask(path, own, null);
        assertThat(command.onlyCall().body()).isEqualTo("{\"refresh\":\"\"}");
    }

    @Test
    void theCookieEndsWithItsSession() throws Exception {
        command.answers((call, side) -> side.write("HTTP/1.1 204 No Content\r\n\r\n"));
        assertThat(ask("/api/token/logout", own, "chatledger_refresh=old").headers().firstValue("Set-Cookie")
                .orElseThrow())
                .startsWith("chatledger_refresh=;").contains("Max-Age=0");
        command.answers((call, side) -> side.json(401, "{}"));
        assertThat(ask("/api/token/refresh", own, "chatledger_refresh=old").headers().firstValue("Set-Cookie")
                .orElseThrow())
                .startsWith("chatledger_refresh=;").contains("Max-Age=0");
        for (int status : new int[] {400, 403, 503}) {
            command.answers((call, side) -> side.json(status, "{}"));
            HttpResponse<String> answer = ask("/api/token/refresh", own, "chatledger_refresh=old");
            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
        }
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"https://evil.example", "null", "http://127.0.0.1", "https://127.0.0.1:%d",
        "http://127.0.0.1.evil.example:%d"})
    void aPageOfAnotherSiteIsRefused(String origin) throws Exception {
        String from = origin == null ? null : origin.formatted(gateway.port());
        for (String path : List.of("/api/login", "/api/token/refresh", "/api/logout")) {
            assertProblem(ask(path, from, "chatledger_refresh=old"), ErrorCode.FORBIDDEN);
        }
        assertThat(command.calls()).isEmpty();
    }

    @Test
    void theCookieOpensNothing() throws Exception {
        assertProblem(
                gateway.get(
                        "/api/tokens",
                        "Cookie", "chatledger_refresh=old", "Origin", own, "X-Chatledger-Session", "cookie"),
                ErrorCode.UNAUTHENTICATED);
    }

    @Test
    void nothingElseCanBeAskedForThanACookie() throws Exception {
        assertProblem(
                gateway.post("/api/login", "{}", "Origin", own, "X-Chatledger-Session", "yes"),
                ErrorCode.INVALID_REQUEST);
    }

    @ParameterizedTest
    @CsvSource({"https, chat.example.org, true", "https, localhost, true", "http, chat.example.org, true",
        "http, localhost:8000, false"})
    void elsewhereThanOnThisMachineTheCookieIsForTlsAlone(String scheme, String host, boolean secure) throws Exception {
        try (var behindProxy = new Gateway(
                        command.url(), query.url(), "--chatledger.gateway.trusted-proxies=127.0.0.1/32");
                var connection = behindProxy.connect("""
                        POST /api/login HTTP/1.1\r
                        Host: %2$s\r
                        Origin: %1$s://%2$s\r
                        X-Forwarded-For: 203.0.113.7\r
                        X-Forwarded-Proto: %1$s\r
                        X-Chatledger-Session: cookie\r
                        Content-Type: application/json\r
                        Content-Length: 2\r
                        Connection: close\r
                        \r
                        {}""".formatted(scheme, host))) {
            String answer = new String(connection.getInputStream().readAllBytes());
            assertThat(answer).startsWith("HTTP/1.1 200").contains("chatledger_refresh=next");
            assertThat(answer.contains("; Secure")).isEqualTo(secure);
        }
    }

    private static HttpResponse<String> ask(String path, String origin, String cookie) throws Exception {
        var headers = new ArrayList<>(List.of("X-Chatledger-Session", "cookie"));
        if (origin != null) {
            headers.addAll(List.of("Origin", origin));
        }
        if (cookie != null) {
            headers.addAll(List.of("Cookie", cookie));
        }
        return gateway.post(path, "{}", headers.toArray(String[]::new));
    }
}
