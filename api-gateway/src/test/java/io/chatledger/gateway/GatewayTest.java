package io.chatledger.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.api.ErrorCode;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One gateway between two fake sides, for all tests that do not need to break it. */
@Timeout(60)
abstract class GatewayTest {

    static final Issuer issuer = new Issuer("test-key");
    static final FakeSide command = new FakeSide().publishing(issuer.keySet());
    static final FakeSide query = new FakeSide();
    static final Gateway gateway = new Gateway(
            command.url(),
            query.url(),
            "--chatledger.gateway.response-timeout=3s",
            "--chatledger.gateway.stream-idle-timeout=3s",
            "--chatledger.gateway.operation-events-interval=50ms",
            "--chatledger.gateway.operation-timeout=2s",
            "--chatledger.gateway.operation-listeners=2",
            "--chatledger.gateway.exports-at-once=1");

    final String token = issuer.token();
    final String bearer = "Bearer " + token;

    @BeforeEach
    void forget() {
        command.reset();
        query.reset();
    }

    static JsonNode body(HttpResponse<String> response) {
        return JsonMapper.shared().readTree(response.body());
    }

    static void assertProblem(HttpResponse<String> response, ErrorCode code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(code.status());
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonNode problem = body(response);
        assertThat(problem.path("code").asString()).isEqualTo(code.name());
        assertThat(problem.path("status").asInt()).isEqualTo(code.status());
        assertThat(problem.path("title").asString()).isEqualTo(code.title());
        assertThat(problem.path("type").asString())
                .isEqualTo("urn:chatledger:problem:" + code.name().toLowerCase().replace('_', '-'));
        assertThat(problem.path("detail").asString()).isNotBlank();
        assertThat(response.headers().firstValue("X-Request-Id")).hasValue(problem.path("trace_id").asString());
    }

    /** @param code null if there is none */
    static void assertOpenAiError(HttpResponse<String> response, int status, String type, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(response.headers().firstValue("X-Request-Id")).isPresent();
        assertThat(body(response).propertyNames()).containsExactly("error");
        JsonNode error = body(response).path("error");
        assertThat(error.propertyNames()).containsExactlyInAnyOrder("message", "type", "param", "code");
        assertThat(error.path("message").asString()).isNotBlank();
        assertThat(error.path("type").asString()).isEqualTo(type);
        assertThat(error.path("param").isNull()).isTrue();
        assertThat(error.path("code").asStringOpt().orElse(null)).isEqualTo(code);
    }
}
