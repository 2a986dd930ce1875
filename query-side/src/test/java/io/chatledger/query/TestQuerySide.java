package io.chatledger.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole application on a database of its own, with a ledger to record events in and people who ask. */
public final class TestQuerySide implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final JsonMapper JSON = new JsonMapper();

    public final TestKeys keys;
    public final TestLedger ledger;
    private final TestDatabase database = TestDatabase.create();
    private final ConfigurableApplicationContext context;

    private static final class Shared {
        private static final TestQuerySide INSTANCE = new TestQuerySide();
    }

    /** For tests that mind only their own accounts: starting one takes seconds. */
    public static TestQuerySide shared() {
        return Shared.INSTANCE;
    }

    public TestQuerySide(String... properties) {
        this(new TestKeys(), properties);
    }

    public TestQuerySide(TestKeys keys, String... properties) {
        this.keys = keys;
        this.ledger = new TestLedger(database.as("chatledger_command"));
        Map<String, String> all = new LinkedHashMap<>(Map.of(
                "server.port", "0",
                "management.server.port", "0",
                "chatledger.freshness-timeout", "20s",
                "spring.datasource.url", database.url(),
                "chatledger.jwk-set-uri", keys.uri(),
                "chatledger.revocations-poll-interval", "100ms",
                // Small, so that many events are several batches; and a mended event is tried again soon.
                "chatledger.projections.batch-events", "50",
                "chatledger.projections.longest-back-off", "200ms",
                "chatledger.projections.rebuild-poll-interval", "100ms",
                "chatledger.audit.page-events", "7"));
        for (String property : properties) {
            all.put(property.substring(0, property.indexOf('=')), property.substring(property.indexOf('=') + 1));
        }
        this.context = QuerySide.application().run(all.entrySet().stream()
                .map(each -> "--" + each.getKey() + "=" + each.getValue())
                .toArray(String[]::new));
    }

    /** What an answer is. */
    public record Answer(HttpResponse<String> http) {

        public int status() {
            return http.statusCode();
        }

        public JsonNode json() {
            return JSON.readTree(http.body());
        }

        public List<JsonNode> lines() {
            return http.body().lines().map(JSON::readTree).toList();
        }

        public Answer ok() {
            assertThat(http.statusCode()).as(http.body()).isEqualTo(200);
            return this;
        }

        public Answer refused(int status, String code) {
            assertThat(http.statusCode()).as(http.body()).isEqualTo(status);
            assertThat(http.headers().firstValue("Content-Type")).get().asString()
                    .startsWith("application/problem+json");
            assertThat(json().get("code").asString()).isEqualTo(code);
            assertThat(json().get("status").asInt()).isEqualTo(status);
            assertThat(json().get("type").asString())
                    .isEqualTo("urn:chatledger:problem:" + code.toLowerCase().replace('_', '-'));
            // Begins with the field's name where a field is wrong.
            if (!json().has("errors") || json().get("errors").isEmpty()) {
                assertThat(json().get("detail").asString()).matches("[A-Z].*\\.");
            }
            assertThat(json().get("trace_id").asString())
                    .isEqualTo(http.headers().firstValue("X-Request-Id").orElseThrow());
            return this;
        }
    }

    public Answer get(TestLedger.@Nullable Person person, String path) {
        return send("GET", path, person == null ? null : "Bearer " + keys.tokenFor(person), Map.of());
    }

    /** Asks another copy of the application. */
    public Answer get(int port, TestLedger.Person person, String path) {
        return send(port, "GET", path, "Bearer " + keys.tokenFor(person), Map.of());
    }

    public Answer post(TestLedger.@Nullable Person person, String path) {
        return send("POST", path, person == null ? null : "Bearer " + keys.tokenFor(person), Map.of());
    }

    public Answer send(String method, String path, @Nullable String authorization, Map<String, String> headers) {
        return send(port(), method, path, authorization, headers);
    }

    private static Answer send(
            int port, String method, String path, @Nullable String authorization, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        headers.forEach(request::header);
        try {
            return new Answer(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException end) {
            throw new IllegalStateException(end);
        }
    }

    /** Asks what only those are asked who run it. */
    public Answer health(String path) {
        int port = context.getEnvironment().getRequiredProperty("local.management.port", Integer.class);
        return send(port, "GET", "/actuator/health" + path, null, Map.of());
    }

    public int port() {
        return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public TestDatabase database() {
        return database;
    }

    /** As the role of query-side. */
    public JdbcClient sql() {
        return database.as("chatledger_query");
    }

    @Override
    public void close() {
        context.close();
        keys.close();
    }
}
