package io.chatledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.api.ErrorCode;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What came back over HTTP. */
record Answer(int status, HttpHeaders headers, String body) {

    /** One of a stream (WHATWG HTML, section 9.2). */
    record Event(String name, JsonNode data) {}

    private static final JsonMapper JSON = new JsonMapper();

    static Answer of(HttpResponse<String> response) {
        return new Answer(response.statusCode(), response.headers(), response.body());
    }

    /** Fails the test unless this is the status. */
    Answer expect(int status) {
        assertThat(this.status).as(body).isEqualTo(status);
        return this;
    }

    /** Fails the test unless this is the problem that RFC 9457 and the contract ask for. */
    Answer expectProblem(ErrorCode code) {
        expect(code.status());
        assertThat(header("Content-Type")).startsWith("application/problem+json");
        assertThat(json().get("code").asString()).isEqualTo(code.name());
        assertThat(json().get("status").asInt()).isEqualTo(code.status());
        assertThat(json().get("title").asString()).isEqualTo(code.title());
        assertThat(json().get("type").asString())
                .isEqualTo("urn:chatledger:problem:" + code.name().toLowerCase().replace('_', '-'));
        assertThat(json().get("detail").asString()).isNotBlank();
        assertThat(json().get("trace_id").asString()).isEqualTo(header("X-Request-Id")).isNotBlank();
        assertThat(body).doesNotContain("io.chatledger", "org.springframework", "Exception", "\tat ");
        return this;
    }

    JsonNode json() {
        return JSON.readTree(body);
    }

    /** One JSON object a line. */
    Stream<JsonNode> lines() {
        return body.lines().map(JSON::readTree);
    }

    /** All of them, keep-alives left out. */
    List<Event> events() {
        return Arrays.stream(body.split("\n\n"))
                .filter(frame -> frame.startsWith("event:"))
                .map(frame -> frame.split("\n", 2))
                .map(lines -> new Event(
                        lines[0].substring("event:".length()).strip(),
                        JSON.readTree(lines[1].substring("data:".length()))))
                .toList();
    }

    /** What the deltas of the stream come to. */
    String said() {
        return events().stream()
                .filter(event -> event.name().equals("delta"))
                .map(event -> event.data().required("text").asString())
                .collect(Collectors.joining());
    }

    /** The data of the stream's last event, which the test expects to be this one, after the start and deltas only. */
    JsonNode last(String name) {
        assertThat(events()).as(body).isNotEmpty();
        assertThat(events().getLast().name()).as(body).isEqualTo(name);
        assertThat(events().stream().map(Event::name).filter(each -> !each.equals("delta")))
                .as(body).containsExactly("start", name);
        return events().getLast().data();
    }

    String text(String field) {
        return json().required(field).asString();
    }

    long number(String field) {
        return json().required(field).asLong();
    }

    /** The first value, or an empty text. */
    String header(String name) {
        return headers.firstValue(name).orElse("");
    }
}
