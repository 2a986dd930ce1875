package io.chatledger.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.api.ErrorCode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a browser gets that goes to an address of the page, whether the page was built or not. */
class PageTest extends GatewayTest {

    private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    @ParameterizedTest
    @ValueSource(strings = {
        "/", "/sign-in", "/c/0199a3c4-1f5f-7d10-b1c2-7788aa99bb00", "/account/statement", "/admin/users/7/", "/ops",
                "/nothing"
    })
    void everyAddressOfThePageIsTheSameDocument(String path) throws Exception {
        HttpResponse<String> page = gateway.get(path, "Accept", BROWSER);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
        assertThat(page.body()).containsIgnoringCase("<!doctype html>").contains("chatledger");
        assertThat(page.body()).isEqualTo(gateway.get("/", "Accept", BROWSER).body());
    }

    @Test
    void itIsAskedForAnewEachTimeAndRunsNothingButItsOwnFiles() throws Exception {
        var headers = gateway.get("/", "Accept", BROWSER).headers();
        assertThat(headers.allValues("Cache-Control")).containsExactly("no-cache");
        assertThat(headers.allValues("Content-Security-Policy")).containsExactly(
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
                        + " connect-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none';"
                        + " form-action 'self'");
        assertThat(headers.allValues("X-Content-Type-Options")).containsExactly("nosniff");
        assertThat(headers.allValues("Referrer-Policy")).containsExactly("no-referrer");
        assertThat(headers.allValues("Cross-Origin-Opener-Policy")).containsExactly("same-origin");
        assertThat(headers.firstValue("Permissions-Policy").orElseThrow()).contains("camera=()", "microphone=()");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "/api", "/api/nothing", "/api/chat/7/other", "/v1/nothing", "/docs/nothing", "/assets/nothing.js",
        "/.well-known/jwks.json", "/nothing.php"
    })
    void whatIsNotOfThePageStaysNothingForBrowsersToo(String path) throws Exception {
        HttpResponse<String> answer = gateway.get(path, "Accept", BROWSER);
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).endsWith("json");
    }

    @Test
    void callsOfTheApiAreAnsweredByTheApiWhoeverMakesThem() throws Exception {
        assertProblem(gateway.get("/api/tokens", "Accept", BROWSER), ErrorCode.UNAUTHENTICATED);
        assertProblem(gateway.get("/balance", "Accept", BROWSER), ErrorCode.UNAUTHENTICATED);
        assertThat(gateway.get("/docs", "Accept", BROWSER).body()).contains("swagger-ui");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/account", "/nothing"})
    void programsThatAskForNoPageGetNone(String path) throws Exception {
        assertProblem(gateway.get(path), ErrorCode.NOT_FOUND);
        assertProblem(gateway.get(path, "Accept", "application/json"), ErrorCode.NOT_FOUND);
        assertProblem(
                gateway.send(gateway.request("POST", path, BodyPublishers.noBody(), "Accept", BROWSER)),
                ErrorCode.NOT_FOUND);
    }
}
