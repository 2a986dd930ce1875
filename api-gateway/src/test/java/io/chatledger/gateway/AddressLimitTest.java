package io.chatledger.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.api.ErrorCode;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** API4:2023 Unrestricted Resource Consumption: what an address may ask without saying who it is. */
class AddressLimitTest extends GatewayTest {

    private static final int REQUESTS = 5;

    private static Gateway limited;
    private static int lastAddress;

    /** Each test calls from an address of its own. */
    private final String address = "203.0.113." + ++lastAddress;

    @BeforeAll
    static void start() {
        limited = new Gateway(
                command.url(), query.url(),
                "--chatledger.gateway.address-requests-per-minute=" + REQUESTS,
                "--chatledger.gateway.trusted-proxies=127.0.0.1/32");
    }

    @AfterAll
    static void stop() {
        limited.close();
    }

    @Test
    void fiveRequestsMayComeAtOnceAndNotOneMore() throws Exception {
        for (int sent = 1; sent <= REQUESTS; sent++) {
            HttpResponse<String> answer = logIn(address);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("RateLimit").orElseThrow())
                    .startsWith("\"address\";r=" + (REQUESTS - sent) + ";t=");
        }
        HttpResponse<String> refused = logIn(address);
        assertProblem(refused, ErrorCode.RATE_LIMITED);
        assertThat(Integer.parseInt(refused.headers().firstValue("Retry-After").orElseThrow())).isBetween(1, 12);
        assertThat(refused.headers().firstValue("RateLimit-Policy")).hasValue("\"address\";q=5;w=60");
        assertThat(refused.headers().firstValue("RateLimit").orElseThrow()).startsWith("\"address\";r=0;t=");
        assertThat(command.calls()).hasSize(REQUESTS);
        assertThat(logIn("203.0.113.200").statusCode()).isEqualTo(200);
    }

    @Test
    void underV1ItIsRefusedAsOpenAiDoes() throws Exception {
        exhaust(address);
        HttpResponse<String> refused = limited.get("/v1/models", "X-Forwarded-For", address);
        assertOpenAiError(refused, 429, "rate_limit_error", "rate_limit_exceeded");
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void whateverIsAskedCounts() throws Exception {
        for (String path : List.of("/nothing", "/docs", "/api/tokens", "/v1/models", "/openapi.json")) {
            assertThat(limited.get(path, "X-Forwarded-For", address).statusCode()).isNotEqualTo(429);
        }
        assertProblem(logIn(address), ErrorCode.RATE_LIMITED);
    }

    @Test
    void whoHasAnAccessTokenIsNotCountedAndNotRefusedForHisNeighbours() throws Exception {
        for (int i = 0; i < 2 * REQUESTS; i++) {
            assertThat(tokens(bearer).statusCode()).isEqualTo(200);
        }
        exhaust(address);
        HttpResponse<String> answer = tokens(bearer);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("RateLimit")).isEmpty();
    }

    @Test
    void aForgedTokenCounts() throws Exception {
        for (int i = 0; i < REQUESTS; i++) {
            assertProblem(tokens("Bearer " + new Issuer("test-key").token()), ErrorCode.UNAUTHENTICATED);
        }
        assertProblem(tokens("Bearer " + new Issuer("test-key").token()), ErrorCode.RATE_LIMITED);
    }

    @Test
    void aGoodCredentialDoesNotCountAndABadOneDoes() throws Exception {
        command.exchangesAllFor(token);
        for (int i = 0; i < 2 * REQUESTS; i++) {
            assertThat(models("sk-good-" + i).statusCode()).isEqualTo(200);
        }
        command.reset();
        for (int i = 0; i < REQUESTS; i++) {
            assertThat(models("sk-bad").statusCode()).isEqualTo(401);
        }
        command.reset();
        assertThat(models("sk-bad").statusCode()).isEqualTo(429);
        assertThat(command.exchangeCalls()).isEmpty();
        assertThat(models("sk-good-0").statusCode()).as("one that is known").isEqualTo(200);
    }

    @Test
    void aNetworkOfIpv6IsOneAddress() throws Exception {
        for (int i = 1; i <= REQUESTS; i++) {
            assertThat(logIn("2001:db8:0:1::" + i).statusCode()).isEqualTo(200);
        }
        assertProblem(logIn("2001:db8:0:1:ffff::1"), ErrorCode.RATE_LIMITED);
        assertThat(logIn("2001:db8:0:2::1").statusCode()).isEqualTo(200);
    }

    @Test
    void whatIsNoAddressIsCountedAsItIs() throws Exception {
        exhaust("unknown");
        assertProblem(logIn("unknown"), ErrorCode.RATE_LIMITED);
    }

    @Test
    void whenLimitsAreOffNobodyIsCounted() throws Exception {
        try (var unlimited = new Gateway(
                command.url(), query.url(),
                "--chatledger.gateway.address-requests-per-minute=1", "--chatledger.rate-limits=off")) {
            for (int i = 0; i < 3; i++) {
                assertThat(unlimited.post("/api/login", "{}").statusCode()).isEqualTo(200);
            }
        }
    }

    private static void exhaust(String address) throws Exception {
        for (int i = 0; i < REQUESTS; i++) {
            assertThat(logIn(address).statusCode()).isEqualTo(200);
        }
    }

    private static HttpResponse<String> logIn(String address) throws Exception {
        return limited.post("/api/login", "{}", "X-Forwarded-For", address);
    }

    private HttpResponse<String> tokens(String authorization) throws Exception {
        return limited.get("/api/tokens", "Authorization", authorization, "X-Forwarded-For", address);
    }

    private HttpResponse<String> models(String key) throws Exception {
        return limited.get("/v1/models", "Authorization", "Bearer " + key, "X-Forwarded-For", address);
    }
}
