package io.chatledger.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What passes through the gateway, and what does not. */
class ForwardingTest extends GatewayTest {

    @ParameterizedTest
    @ValueSource(strings = {
        "?at=2026-11-20T10%3A15%3A30Z", "?at=2026-11-20T10:15:30+01:00", "?q=a%20b+c%2Fd&x=&x=%C3%A9&&y",
        "?before=a=b==&limit=50", "?%00", "?a/../b;c?d"
    })
    void theQueryIsPassedOnVerbatim(String queryString) throws Exception {
        try (Socket socket = gateway.connect("GET /balance/" + queryString + " HTTP/1.1\r\nHost: x\r\nAuthorization: "
                + bearer + "\r\nConnection: close\r\n\r\n")) {
            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8)).startsWith("HTTP/1.1 200 ");
        }
        assertThat(query.onlyCall().target()).isEqualTo("/api/tokens" + queryString);
    }

    @Test
    void onlyHeadersThatASideReadsArePassedOn() throws Exception {
        try (Socket socket = gateway.connect("""
                GET /api/tokens HTTP/1.1
                Host: chat.example
                Authorization: %s
                Accept: application/json
                Accept-Language: de
                Idempotency-Key: k-1
                X-Request-Id: request-1234
                Connection: close, X-Hop
                X-Hop: 1
                Keep-Alive: timeout=5
                TE: trailers
                Trailer: X-Late
                Upgrade: websocket
                Proxy-Authorization: Basic YTpi
                X-User: admin
                X-User-Id: 1
                X-Roles: ADMIN
                X-Forwarded-For: 10.0.0.1
                X-Forwarded-User: admin
                X-Forwarded-Host: evil.example
                Forwarded: for=10.0.0.1
                X-Original-URL: /api/admin/users
                X-HTTP-Method-Override: DELETE
                Cookie: a=b

                """.formatted(bearer).replace("\n", "\r\n"))) {
            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8)).startsWith("HTTP/1.1 200 ");
        }
        FakeSide.Call call = query.onlyCall();
        assertThat(call.method()).isEqualTo("GET");
        assertThat(call.header("Accept")).isEqualTo("application/json");
        assertThat(call.header("Accept-Language")).isEqualTo("de");
        assertThat(call.header("Idempotency-Key")).isEqualTo("k-1");
        assertThat(call.header("X-Request-Id")).isEqualTo("request-1234");
        assertThat(call.header("Host")).isEqualTo("127.0.0.1:" + query.port());
        assertThat(call.header("Connection")).isEqualTo("keep-alive");
        assertThat(call.headers().keySet()).isSubsetOf(Set.of(
                "Accept", "Accept-Language", "Authorization", "Connection", "Host", "Idempotency-Key",
                "User-Agent", "X-Forwarded-For", "X-Request-Id"));
    }

    @Test
    void anAnswerPassesUnchangedButForWhatBelongsToTheConnection() throws Exception {
        String problem = "{\"code\":\"OUT_OF_TOKENS\",\"required\":100,\"remaining_tokens\":40}";
        command.answers((call, side) -> side.json(402, problem,
                "x-should-retry: false", "Retry-After: 7", "RateLimit: \"default\";r=0;t=7",
                "RateLimit-Policy: \"default\";q=300;w=60", "Location: /api/audit/replays/1",
                "Idempotent-Replayed: true", "Model-Provider: local", "ETag: \"1\"", "Vary: Accept",
                "Vary: Accept-Language",
                "Cache-Control: private", "X-Request-Id: another-one",
                "Connection: X-Hop", "X-Hop: 1", "Keep-Alive: timeout=5", "Server: side/1", "X-Powered-By: side",
                "Set-Cookie: a=b", "Access-Control-Allow-Origin: *", "Trailer: X-Late", "Proxy-Authenticate: Basic"));
        HttpResponse<String> response =
                gateway.post("/chat", "{}", "Authorization", bearer, "X-Request-Id", "mine-1234");

        assertThat(response.statusCode()).isEqualTo(402);
        assertThat(response.body()).isEqualTo(problem);
        var headers = response.headers();
        assertThat(headers.firstValue("x-should-retry")).hasValue("false");
        assertThat(headers.firstValue("Retry-After")).hasValue("7");
        assertThat(headers.firstValue("RateLimit")).hasValue("\"default\";r=0;t=7");
        assertThat(headers.firstValue("RateLimit-Policy")).hasValue("\"default\";q=300;w=60");
        assertThat(headers.firstValue("Location")).hasValue("/api/audit/replays/1");
        assertThat(headers.firstValue("Idempotent-Replayed")).hasValue("true");
        assertThat(headers.firstValue("Model-Provider")).hasValue("local");
        assertThat(headers.firstValue("ETag")).hasValue("\"1\"");
        assertThat(headers.allValues("Vary")).containsExactly("Accept", "Accept-Language");
        assertThat(headers.allValues("Cache-Control")).containsExactly("private");
        assertThat(headers.firstValue("Content-Type")).hasValue("application/json");
        assertThat(headers.allValues("X-Request-Id")).containsExactly("mine-1234");
        for (String name : Set.of("X-Hop", "Keep-Alive", "Server", "X-Powered-By", "Set-Cookie",
                "Access-Control-Allow-Origin", "Trailer", "Proxy-Authenticate")) {
            assertThat(headers.firstValue(name)).as(name).isEmpty();
        }
    }

    @Test
    void aRedirectionIsTheClientsToFollow() throws Exception {
        query.answers((call, side) -> side.json(302, "", "Location: http://169.254.169.254/"));
        assertThat(gateway.get("/api/tokens", "Authorization", bearer).statusCode()).isEqualTo(302);
        assertThat(query.calls()).hasSize(1);
    }

    @Test
    void aWellFormedRequestIdIsKept() throws Exception {
        HttpResponse<String> response =
                gateway.get("/api/tokens", "Authorization", bearer, "X-Request-Id", "abcd-1234-ABCD");
        assertThat(response.headers().allValues("X-Request-Id")).containsExactly("abcd-1234-ABCD");
        assertThat(query.onlyCall().header("X-Request-Id")).isEqualTo("abcd-1234-ABCD");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "seven-7", "has space 123", "<script>alert(1)</script>",
        "65-characters-are-one-too-many-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
    })
    void anyOtherRequestIdIsReplaced(String given) throws Exception {
        HttpResponse<String> response = gateway.get("/api/tokens", "Authorization", bearer, "X-Request-Id", given);
        String id = response.headers().firstValue("X-Request-Id").orElseThrow();
        assertThat(id).matches("[0-9a-f]{32}");
        assertThat(query.onlyCall().header("X-Request-Id")).isEqualTo(id);
    }

    @Test
    void aCallThatMayChangeSomethingIsSentOnlyOnce() throws Exception {
        // A connection is kept from before: its loss is what clients like to repeat a call for.
        assertThat(gateway.post("/api/chat", "{}", "Authorization", bearer).statusCode()).isEqualTo(200);
        command.reset();
        command.answers((call, side) -> side.breakOff());

        HttpResponse<String> response = gateway.post("/api/chat", "{}", "Authorization", bearer);

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(command.calls()).hasSize(1);
    }
}
