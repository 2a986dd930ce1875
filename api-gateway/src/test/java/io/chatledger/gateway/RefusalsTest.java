package io.chatledger.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.api.ErrorCode;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the gateway says when it says no. */
class RefusalsTest extends GatewayTest {

    private static final int LARGEST_BODY_BYTES = 256 * 1024;

    @ParameterizedTest
    @ValueSource(strings = {
        "/nothing", "/api", "/api/nothing", "/api/chat/other", "/api/admin/users/7/other", "/API/TOKENS", "/logout",
        "/error", "/.well-known/jwks.json", "/.well-known/oauth-protected-resource", "/webjars/swagger-ui/index.html",
        "/openapi", "/api-gateway.yaml", "/docs/nothing"
    })
    void whatIsNotDeclaredDoesNotExist(String path) throws Exception {
        assertProblem(gateway.get(path), ErrorCode.NOT_FOUND);
        assertProblem(gateway.get(path, "Authorization", bearer), ErrorCode.NOT_FOUND);
        assertProblem(gateway.get(path, "Authorization", "Bearer nonsense"), ErrorCode.NOT_FOUND);
        assertProblem(gateway.get(path + "/", "Accept", "text/event-stream"), ErrorCode.NOT_FOUND);
        assertThat(command.calls()).isEmpty();
        assertThat(query.calls()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "DELETE; /api/tokens; GET, HEAD", "POST; /api/tokens/; GET, HEAD", "GET; /api/login; POST",
        "PUT; /balance; GET, HEAD, POST", "DELETE; /api/chat; GET, HEAD, POST", "GET; /chat; POST",
        "DELETE; /api/user/profile; GET, HEAD, PATCH", "PATCH; /api/admin/users/7/roles; PUT"
    })
    void aWrongMethodIsToldTheRightOnes(String method, String path, String allowed) throws Exception {
        HttpResponse<String> response = gateway.send(gateway.request(method, path, BodyPublishers.ofString("{}")));
        assertProblem(response, ErrorCode.METHOD_NOT_ALLOWED);
        assertThat(response.headers().firstValue("Allow")).hasValue(allowed);
        HttpResponse<String> options = gateway.send(gateway.request("OPTIONS", path, BodyPublishers.noBody()));
        assertThat(options.statusCode()).isEqualTo(204);
        assertThat(options.headers().firstValue("Allow")).hasValue(allowed);
        HttpResponse<String> preflight = preflight(path);
        assertThat(preflight.statusCode()).isEqualTo(204);
        assertThat(preflight.headers().allValues("Allow")).containsExactly(allowed);
        HttpResponse<String> trace = gateway.send(gateway.request("TRACE", path, BodyPublishers.noBody()));
        assertProblem(trace, ErrorCode.METHOD_NOT_ALLOWED);
        assertThat(trace.headers().allValues("Allow")).containsExactly(allowed);
        assertThat(command.calls()).isEmpty();
        assertThat(query.calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/docs", "/openapi.yaml"})
    void theGatewaysOwnPagesAreToBeReadOnly(String path) throws Exception {
        for (HttpResponse<String> options : List.of(
                gateway.send(gateway.request("OPTIONS", path, BodyPublishers.noBody())), preflight(path))) {
            assertThat(options.statusCode()).isEqualTo(200);
            assertThat(options.headers().allValues("Allow")).containsExactly("GET,HEAD,OPTIONS");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nothing", "/docs/nothing", "/api/chat/7/other"})
    void nothingIsAllowedWhereNothingIs(String path) throws Exception {
        for (HttpResponse<String> options : List.of(
                gateway.send(gateway.request("OPTIONS", path, BodyPublishers.noBody())), preflight(path))) {
            assertProblem(options, ErrorCode.NOT_FOUND);
            assertThat(options.headers().firstValue("Allow")).isEmpty();
        }
        HttpResponse<String> trace = gateway.send(gateway.request("TRACE", path, BodyPublishers.noBody()));
        assertProblem(trace, ErrorCode.INVALID_REQUEST);
        assertThat(trace.headers().firstValue("Allow")).isEmpty();
    }

    @Test
    void aBodyMayHaveExactly256KiB() throws Exception {
        byte[] largest = json(LARGEST_BODY_BYTES);
        for (BodyPublisher body : List.of(BodyPublishers.ofByteArray(largest), chunked(largest))) {
            command.reset();
            assertThat(chat(body, bearer).statusCode()).isEqualTo(200);
            assertThat(command.onlyCall().body()).isEqualTo(new String(largest, UTF_8));
        }
    }

    @Test
    void aLargerBodyIsRefusedHoweverItComes() throws Exception {
        byte[] tooLarge = json(LARGEST_BODY_BYTES + 1);
        for (BodyPublisher body : List.of(BodyPublishers.ofByteArray(tooLarge), chunked(tooLarge))) {
            assertProblem(chat(body, bearer), ErrorCode.TOO_LARGE);
            // Nobody's body is looked into for a token, and no further than to the limit.
            assertProblem(chat(body, null), ErrorCode.TOO_LARGE);
            assertProblem(
                    gateway.send(gateway.request("POST", "/login", body, "Content-Type", "application/json")),
                    ErrorCode.TOO_LARGE);
        }
        assertThat(command.calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml",
        "application/json; charset=iso-8859-1", "application/json; charset=nonsense", "nonsense", "application/jsonp"
    })
    void aBodyMustBeJson(String contentType) throws Exception {
        assertProblem(
                gateway.post("/api/login", "{}", "Content-Type", contentType), ErrorCode.UNSUPPORTED_MEDIA_TYPE);
        assertThat(command.calls()).isEmpty();
    }

    @Test
    void aBodyWithoutATypeIsNotJson() throws Exception {
        assertProblem(
                gateway.send(gateway.request("POST", "/api/login", BodyPublishers.ofString("{}"))),
                ErrorCode.UNSUPPORTED_MEDIA_TYPE);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "application/json", "application/json;charset=UTF-8", "Application/JSON; charset=\"utf-8\"",
        "application/merge-patch+json"
    })
    void jsonHasManyNames(String contentType) throws Exception {
        assertThat(gateway.post("/api/login", "{}", "Content-Type", contentType).statusCode()).isEqualTo(200);
        assertThat(command.onlyCall().header("Content-Type")).isEqualTo(contentType);
    }

    @Test
    void anEmptyBodyIsForTheSideToJudge() throws Exception {
        command.answers((call, side) -> side.json(400, "{\"code\":\"INVALID_REQUEST\"}"));
        HttpResponse<String> response =
                gateway.send(gateway.request("POST", "/api/login", BodyPublishers.noBody()));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).isEqualTo("{\"code\":\"INVALID_REQUEST\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"//api/tokens", "/api/tokens;a=b", "/api/../api/tokens", "/api/%2e%2e/tokens"})
    void aCraftyPathIsRefusedAsAProblem(String path) throws Exception {
        assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: " + bearer
                + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .contains("Content-Type: application/problem+json", "\"INVALID_REQUEST\"", "\"field\":\"request\"");
        assertThat(query.calls()).isEmpty();
    }

    @Test
    void aQueryThatIsNoneIsRefusedAsAProblem() throws Exception {
        assertThat(raw("GET /api/tokens?at=%zz HTTP/1.1\r\nHost: x\r\nAuthorization: " + bearer
                + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .contains("Content-Type: application/problem+json", "\"INVALID_REQUEST\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "NONSENSE", "GET / HTTP/1.1", "GET / HTTP/7\r\nHost: x", "GET / HTTP/1.1\r\nHost: x\r\nBad Header: 1",
        "GET /%zz HTTP/1.1\r\nHost: x", "GET /api%2Ftokens HTTP/1.1\r\nHost: x",
        "GET /api/tokens?<x> HTTP/1.1\r\nHost: x"
    })
    void aMalformedRequestLearnsNothingAboutTheServer(String request) throws Exception {
        assertThat(raw(request + "\r\nConnection: close\r\n\r\n").toLowerCase())
                .matches("(?s)http/1.1 [45]\\d\\d .*")
                .contains("application/problem+json", "trace_id")
                .doesNotContain("tomcat", "exception", "\tat ", "spring", "java");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "Transfer-Encoding: chunked\r\n\r\nZZ\r\n{}", "Transfer-Encoding: chunked\r\n\r\n5\r\n{}",
        "Transfer-Encoding: chunked\r\n\r\n2\r\n{}0\r\n\r\n", "Content-Length: 9\r\n\r\n{}",
        "Transfer-Encoding: xchunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        "Transfer-Encoding: gzip, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked, gzip\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        "Transfer-Encoding: identity\r\n\r\n{}", "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}"
    })
    void aBodyThatDoesNotComeAsAnnouncedIsTheClientsMistake(String framing) throws Exception {
        // Public, with a token, without one where it may be in the body, and as OpenAI has it.
        for (String start : List.of(
                "/api/login HTTP/1.1", "/api/chat HTTP/1.1\r\nAuthorization: " + bearer, "/api/chat HTTP/1.1")) {
            assertThat(raw("POST " + start + "\r\nHost: x\r\nContent-Type: application/json\r\n" + framing))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("Content-Type: application/problem+json", "\"INVALID_REQUEST\"", "Connection: close");
        }
        assertThat(raw("POST /v1/chat/completions HTTP/1.1\r\nAuthorization: " + bearer
                + "\r\nHost: x\r\nContent-Type: application/json\r\n" + framing))
                .startsWith("HTTP/1.1 400 ")
                .contains("Content-Type: application/json", "\"invalid_request_error\"");
        assertThat(command.calls()).isEmpty();
    }

    @Test
    void aBodyWithALengthAndChunksComesInChunksAndIsTheLastOfItsConnection() throws Exception {
        String answer = raw("POST /api/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{  }\r\n0\r\n\r\n"
                + "GET /openapi.yaml HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 200 ").contains("Connection: close").doesNotContain("openapi: 3");
        assertThat(command.onlyCall().body()).isEqualTo("{  }");
        assertThat(command.onlyCall().header("Content-Length")).isEqualTo("4");
        assertThat(command.onlyCall().header("Transfer-Encoding")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT x:80", "CONNECT /api/tokens", "CONNECT *"})
    void aMethodThatNoPathKnowsIsTheClientsMistake(String start) throws Exception {
        assertThat(raw(start + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .contains("Content-Type: application/problem+json", "\"INVALID_REQUEST\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"QUERY", "NONSENSE", "PROPFIND", "get"})
    void aMethodThatAKnownPathDoesNotKnowIsToldTheRightOnes(String method) throws Exception {
        for (String authorization : List.of("", "Authorization: " + bearer + "\r\n")) {
            assertThat(
                    raw(method + " /api/tokens HTTP/1.1\r\nHost: x\r\n" + authorization + "Connection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 405 ")
                    .contains("Allow: GET, HEAD", "Content-Type: application/problem+json", "\"METHOD_NOT_ALLOWED\"");
            assertThat(raw(method + " /nothing HTTP/1.1\r\nHost: x\r\n" + authorization + "Connection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 404 ");
        }
        assertThat(query.calls()).isEmpty();
    }

    /** 32,000 emoji, 12 bytes each; and what would be too long without escapes is so with them. */
    @Test
    void whatEscapesAddIsNotCounted() throws Exception {
        String emoji = "{\"message\":\"" + "\\ud83d\\ude00".repeat(32_000) + "\"}";
        assertThat(chat(BodyPublishers.ofString(emoji), bearer).statusCode()).isEqualTo(200);
        assertThat(command.onlyCall().body()).isEqualTo(emoji);

        for (String tooLong : List.of("\\u0394".repeat(10) + "x".repeat(LARGEST_BODY_BYTES), "\\\\u0394".repeat(45_000),
                "\\u4e16".repeat(70_000))) {
            assertProblem(
                    chat(BodyPublishers.ofString("{\"message\":\"" + tooLong + "\"}"), bearer), ErrorCode.TOO_LARGE);
        }
    }

    private static HttpResponse<String> preflight(String path) throws Exception {
        return gateway.send(gateway.request(
                "OPTIONS", path, BodyPublishers.noBody(),
                "Origin", "https://evil.example", "Access-Control-Request-Method", "DELETE"));
    }

    private HttpResponse<String> chat(BodyPublisher body, String authorization) throws Exception {
        var request = gateway.request("POST", "/api/chat", body, "Content-Type", "application/json");
        return gateway.send(authorization == null ? request : request.header("Authorization", authorization));
    }

    private static String raw(String request) throws Exception {
        try (Socket socket = gateway.connect(request)) {
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private static BodyPublisher chunked(byte[] body) {
        return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body));
    }

    private static byte[] json(int bytes) {
        String frame = "{\"message\":\"\"}";
        return frame.replace("\"}", "x".repeat(bytes - frame.length()) + "\"}").getBytes(UTF_8);
    }
}
