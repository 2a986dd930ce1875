package io.chatledger.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whose word is taken for where a request comes from, and for whom its answer is meant (API8:2023, ASVS 3.4, 3.5). */
class ForwardedTest extends GatewayTest {

    private static final String SITE = "https://chat.example.org";

    private static Gateway behindProxy;

    @BeforeAll
    static void start() {
        behindProxy = new Gateway(
                command.url(), query.url(),
                "--chatledger.gateway.trusted-proxies=127.0.0.0/8",
                "--chatledger.gateway.allowed-origins=https://other.example.org," + SITE);
    }

    @AfterAll
    static void stop() {
        behindProxy.close();
    }

    @Test
    void aSideIsToldTheAddressOfTheConnectionAndNothingThatTheClientSaysOfIt() throws Exception {
        gateway.get("/api/tokens", "Authorization", bearer, "X-Forwarded-For", "203.0.113.7", "X-Forwarded-For", "x",
                "Forwarded", "for=203.0.113.7", "X-Real-IP", "203.0.113.7", "X-Forwarded-Proto", "https");
        FakeSide.Call call = query.onlyCall();
        assertThat(call.headers().get("X-Forwarded-For")).containsExactly("127.0.0.1");
        assertThat(call.headers()).doesNotContainKeys("Forwarded", "X-Real-IP", "X-Forwarded-Proto");
    }

    @Test
    void aTrustedProxyIsBelievedButNotWhatItWasTold() throws Exception {
        behindProxy.get("/api/tokens", "Authorization", bearer, "X-Forwarded-For", "198.51.100.1, 203.0.113.7");
        assertThat(query.onlyCall().headers().get("X-Forwarded-For")).containsExactly("203.0.113.7");
    }

    @Test
    void onlyWhoCameByTlsIsToldToStayWithIt() throws Exception {
        assertThat(behindProxy.get("/openapi.json", "X-Forwarded-Proto", "https").headers()
                .firstValue("Strict-Transport-Security")).hasValue("max-age=31536000");
        assertThat(behindProxy.get("/openapi.json").headers().firstValue("Strict-Transport-Security")).isEmpty();
        assertThat(gateway.get("/openapi.json", "X-Forwarded-Proto", "https").headers()
                .firstValue("Strict-Transport-Security")).isEmpty();
    }

    @Test
    void everyAnswerSaysWhatABrowserMayDoWithIt() throws Exception {
        for (HttpResponse<String> answer : List.of(
                gateway.get("/api/tokens", "Authorization", bearer), gateway.get("/api/tokens"),
                gateway.post("/api/login", "{}"), gateway.get("/nothing"), gateway.get("/openapi.json"),
                gateway.get("/docs"))) {
            assertThat(answer.headers().allValues("Cache-Control")).containsExactly("no-store");
            assertThat(answer.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
            assertThat(answer.headers().allValues("X-Frame-Options")).containsExactly("DENY");
            assertThat(answer.headers().allValues("Referrer-Policy")).containsExactly("no-referrer");
            assertThat(answer.headers().allValues("Content-Security-Policy")).hasSize(1);
        }
        assertThat(gateway.get("/nothing").headers().firstValue("Content-Security-Policy"))
                .hasValue("default-src 'none'; frame-ancestors 'none'");
        for (String page : List.of("/docs", "/docs/", "/docs/swagger-ui.css")) {
            assertThat(gateway.get(page).headers().firstValue("Content-Security-Policy").orElseThrow())
                    .startsWith("default-src 'self'").endsWith("frame-ancestors 'none'");
        }
    }

    @Test
    void aListedSiteMayCallWithItsOwnTokenAndReadTheAnswer() throws Exception {
        HttpResponse<String> answer =
                behindProxy.get("/api/tokens", "Authorization", bearer, "Origin", SITE);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().allValues("Access-Control-Allow-Origin")).containsExactly(SITE);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Credentials")).isEmpty();
        assertThat(answer.headers().firstValue("Access-Control-Expose-Headers").orElseThrow())
                .contains("X-Request-Id", "RateLimit", "Retry-After");
        assertThat(answer.headers().allValues("Vary")).contains("Origin");
    }

    @Test
    void aListedSiteIsToldWhatItMayAsk() throws Exception {
        HttpResponse<String> answer = preflight(SITE);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().allValues("Access-Control-Allow-Origin")).containsExactly(SITE);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Methods").orElseThrow()).contains("PATCH");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Headers").orElseThrow())
                .isEqualToIgnoringCase("authorization");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Credentials")).isEmpty();
        assertThat(query.calls()).isEmpty();
    }

    @Test
    void almostAListedSiteIsNone() throws Exception {
        for (String origin : List.of(
                "https://chat.example.org.evil.example", "http://chat.example.org", "https://chat.example.org:8443",
                "https://CHAT.example.org", "null", "*", "https://evil.example")) {
            assertThat(behindProxy.get("/api/tokens", "Authorization", bearer, "Origin", origin).headers().map()
                    .keySet())
                    .noneMatch(name -> name.toLowerCase().startsWith("access-control-"));
            HttpResponse<String> preflight = preflight(origin);
            assertThat(preflight.statusCode()).isEqualTo(204);
            assertThat(preflight.headers().map().keySet())
                    .noneMatch(name -> name.toLowerCase().startsWith("access-control-"));
        }
    }

    private static HttpResponse<String> preflight(String origin) throws Exception {
        return behindProxy.send(behindProxy.request(
                "OPTIONS", "/api/user/profile", BodyPublishers.noBody(),
                "Origin", origin, "Access-Control-Request-Method", "PATCH",
                "Access-Control-Request-Headers", "authorization"));
    }
}
