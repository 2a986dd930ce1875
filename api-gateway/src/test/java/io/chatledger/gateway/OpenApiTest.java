package io.chatledger.gateway;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.api.AccountEvent;
import io.chatledger.api.ErrorCode;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The document says what the gateway does. */
class OpenApiTest extends GatewayTest {

    private static final Set<String> METHODS =
            Set.of("get", "put", "post", "delete", "options", "head", "patch", "trace");
    private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");

    private final JsonNode document = document();

    private static JsonNode document() {
        try {
            return body(gateway.get("/openapi.json"));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void everyCallIsDocumentedAndNothingElse() {
        var documented = new TreeSet<String>();
        operations((call, operation) -> documented.add(call));
        assertThat(documented).isEqualTo(DeclaredRoutes.withAliases());
    }

    @Test
    void publicCallsAreDocumentedAsSuch() {
        var open = new TreeSet<String>();
        operations((call, operation) -> {
            if (operation.path("security").isArray() && operation.path("security").isEmpty()) {
                open.add(call);
            }
        });
        assertThat(open).isEqualTo(DeclaredRoutes.withAliases(DeclaredRoutes::isPublic));
    }

    @Test
    void callsThatAnApiKeyOpensAreDocumentedAsSuch() {
        var open = new TreeSet<String>();
        operations((call, operation) -> {
            if (operation.path("security").valueStream().anyMatch(scheme -> scheme.has("apiKey"))) {
                open.add(call);
            }
        });
        assertThat(open).isEqualTo(DeclaredRoutes.withAliases(DeclaredRoutes::takesApiKeys));
    }

    @Test
    void everySecuritySchemeIsOneThatIsDescribed() {
        walk(document, node -> node.path("security").forEach(alternative -> alternative.propertyNames().forEach(name ->
                assertThat(document.path("components").path("securitySchemes").has(name)).as(name).isTrue())));
    }

    @Test
    void everyRefusalHasTheShapeThatClientsOfItsPathRead() {
        operations((call, operation) -> operation.path("responses").propertyStream()
                .filter(response -> !response.getKey().startsWith("2") && !response.getKey().equals("304"))
                .forEach(response -> {
                    var content = resolve(response.getValue()).path("content").propertyNames();
                    assertThat(content).as(call + " " + response.getKey()).containsExactly(
                            call.contains(" /v1/") ? "application/json" : "application/problem+json");
                }));
    }

    @Test
    void whatMovesTokensOrCreatesSomethingCanBeRepeatedSafely() {
        var repeatable = new TreeSet<String>();
        operations((call, operation) -> {
            boolean paid = operation.path("responses").has("402") && !call.contains("/admin/");
            boolean keyed = operation.path("parameters").valueStream()
                    .anyMatch(parameter -> resolve(parameter).path("name").asString("").equals("Idempotency-Key"));
            if (keyed && !operation.has("x-alias-of")) {
                repeatable.add(call);
            }
            if (keyed) {
                var successes = operation.path("responses").propertyStream()
                        .filter(response -> response.getKey().startsWith("2"));
                assertThat(successes).as(call).allSatisfy(success ->
                        assertThat(resolve(success.getValue()).path("headers").has("Idempotent-Replayed")).isTrue());
            }
            JsonNode answer = resolve(operation.path("responses").path("200"));
            assertThat(answer.path("content").has("text/event-stream")).as(call)
                    .isEqualTo(paid && !call.equals("POST /v1/embeddings") || call.equals("GET /api/ops/events"));
        });
        assertThat(repeatable).containsExactlyInAnyOrder(
                "POST /api/register", "POST /api/verify-email", "POST /api/chat", "POST /v1/chat/completions",
                "POST /v1/completions", "POST /v1/responses", "POST /v1/embeddings", "POST /v1/messages",
                "POST /api/user/keys", "POST /api/admin/users/{id}/tokens", "POST /api/admin/users/{id}/suspend",
                "POST /api/admin/users/{id}/reactivate", "POST /api/admin/users/{id}/password-reset",
                "POST /api/admin/users/{id}/chat/open",
                "POST /api/audit/replays",
                "POST /api/ops/projections/{name}/rebuild");
    }

    @Test
    void anAliasIsDocumentedExactlyAsItsCanonicalCall() {
        Set<String> aliases = DeclaredRoutes.withAliases();
        aliases.removeAll(DeclaredRoutes.canonical());
        var marked = new TreeSet<String>();
        operations((call, operation) -> {
            if (operation.has("x-alias-of")) {
                marked.add(call);
                JsonNode item = document.path("paths").path(operation.path("x-alias-of").asString());
                String method = call.equals("POST /balance") ? "get" : call.split(" ")[0].toLowerCase();
                for (String field : List.of("tags", "summary", "security", "x-roles", "x-owned", "parameters",
                        "requestBody", "responses")) {
                    assertThat(operation.path(field)).as(call + " " + field).isEqualTo(item.path(method).path(field));
                }
            }
        });
        assertThat(marked).isEqualTo(aliases);
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        walk(document, node -> {
            if (node.path("$ref").isString()) {
                String reference = node.path("$ref").asString();
                assertThat(reference).startsWith("#/");
                assertThat(document.at(reference.substring(1)).isMissingNode()).as(reference).isFalse();
            }
        });
    }

    @Test
    void everyComponentIsUsed() {
        var used = new HashSet<String>();
        walk(document, node -> used.add(node.path("$ref").asString("")));
        for (String kind : List.of("schemas", "responses", "parameters", "requestBodies", "headers")) {
            document.path("components").path(kind).propertyNames().forEach(name ->
                    assertThat(used).contains("#/components/" + kind + "/" + name));
        }
    }

    @Test
    void operationIdsAreUniqueAndPathVariablesDeclared() {
        var ids = new HashSet<String>();
        operations((call, operation) -> {
            assertThat(ids.add(operation.path("operationId").asString())).as(call).isTrue();
            assertThat(operation.path("responses").isEmpty()).isFalse();
            JsonNode item = document.path("paths").path(call.split(" ")[1]);
            Set<String> variables = new TreeSet<>();
            for (JsonNode parameters : List.of(item.path("parameters"), operation.path("parameters"))) {
                for (JsonNode parameter : parameters) {
                    if (resolve(parameter).path("in").asString().equals("path")) {
                        variables.add(resolve(parameter).path("name").asString());
                    }
                }
            }
            assertThat(variables).as(call).isEqualTo(VARIABLE.matcher(call).results()
                    .map(result -> result.group(1)).collect(toCollection(TreeSet::new)));
        });
    }

    @Test
    void everyErrorCodeIsDocumentedWithItsStatusAndTitle() {
        assertThat(document.at("/components/schemas/ErrorCode/enum").valueStream().map(JsonNode::asString))
                .containsExactlyElementsOf(Arrays.stream(ErrorCode.values()).map(Enum::name).toList());
        var shown = new HashSet<ErrorCode>();
        walk(document.path("components").path("responses"), node -> {
            if (node.has("code") && node.has("trace_id")) {
                ErrorCode code = ErrorCode.valueOf(node.path("code").asString());
                assertThat(node.path("status").asInt()).isEqualTo(code.status());
                assertThat(node.path("title").asString()).isEqualTo(code.title());
                assertThat(node.path("type").asString())
                        .isEqualTo("urn:chatledger:problem:" + code.name().toLowerCase().replace('_', '-'));
                shown.add(code);
            }
        });
        assertThat(shown).containsExactlyInAnyOrder(ErrorCode.values());
    }

    @Test
    void everyEventIsDocumented() {
        assertThat(document.at("/components/schemas/EventType/enum").valueStream().map(JsonNode::asString))
                .containsExactlyElementsOf(events(AccountEvent.class).sorted().toList());
    }

    private static Stream<String> events(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(OpenApiTest::events)
                : Stream.of(type.getSimpleName());
    }

    /** In {@code { description: this, and that }} YAML ends the description at the comma, and sees another key. */
    @Test
    void noDescriptionIsCutByAComma() {
        walk(document, node -> node.propertyStream()
                .filter(property -> property.getKey().contains(" "))
                .forEach(property -> assertThat(property.getValue().isNull()).as(property.getKey()).isFalse()));
    }

    @Test
    void examplesHaveTheFieldsThatTheirSchemasPromise() {
        walk(document, node -> {
            if (node.has("schema") && node.has("example") && node.path("example").isObject()) {
                assertMatches(node.path("example"), node.path("schema"));
            }
        });
    }

    @Test
    void yamlAndJsonAreTheSameDocument() throws Exception {
        String yaml = gateway.get("/openapi.yaml").body();
        assertThat(yaml).startsWith("openapi: 3.1");
        Object parsed = new Yaml().load(yaml);
        assertThat(JsonMapper.shared().<JsonNode>valueToTree(parsed)).isEqualTo(document);
    }

    @ParameterizedTest
    @CsvSource({
        "/docs, text/html", "/docs/, text/html", "/docs/swagger-ui.css, text/css",
        "/docs/swagger-ui-bundle.js, text/javascript", "/docs/start.js, text/javascript",
        "/docs/favicon-32x32.png, image/png", "/openapi.yaml, application/yaml", "/openapi.json/, application/json"
    })
    void theDocumentationIsForEverybody(String path, String contentType) throws Exception {
        var response = gateway.get(path, "Authorization", "Bearer expired");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith(contentType);
        assertThat(response.body()).isNotEmpty();
    }

    @Test
    void thePageLoadsOnlyWhatThereIs() throws Exception {
        String page = gateway.get("/docs").body();
        List<String> links = Pattern.compile("(?:src|href)=\"([^\"]+)\"").matcher(page).results()
                .map(result -> result.group(1)).collect(Collectors.toList());
        assertThat(links).hasSizeGreaterThan(2);
        for (String link : links) {
            assertThat(gateway.get(link).statusCode()).as(link).isEqualTo(200);
        }
    }

    private void assertMatches(JsonNode example, JsonNode schema) {
        JsonNode resolved = resolve(schema);
        if (example.isNull() && resolved.path("type").valueStream().anyMatch(type -> type.asString().equals("null"))) {
            return;
        }
        resolved.path("allOf").forEach(part -> assertMatches(example, part));
        resolved.path("required").forEach(name ->
                assertThat(example.has(name.asString())).as("%s in %s", name, example).isTrue());
        // A problem may have further members (RFC 9457, section 3.2); nothing else may.
        if (resolved.path("properties").isObject() && !example.has("trace_id")) {
            example.propertyNames().forEach(name ->
                    assertThat(resolved.path("properties").has(name)).as("%s of %s", name, schema).isTrue());
        }
        if (example.isArray()) {
            example.forEach(item -> assertMatches(item, resolved.path("items")));
        }
        resolved.path("properties").propertyStream().forEach(property -> {
            if (example.has(property.getKey())) {
                assertMatches(example.path(property.getKey()), property.getValue());
            }
        });
    }

    private JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").asString().substring(1)) : node;
    }

    private interface Visitor {
        void visit(String call, JsonNode operation);
    }

    private void operations(Visitor visitor) {
        document.path("paths").propertyStream().forEach(path -> path.getValue().propertyStream()
                .filter(method -> METHODS.contains(method.getKey()))
                .forEach(method -> visitor.visit(
                        method.getKey().toUpperCase() + " " + path.getKey(), method.getValue())));
    }

    private static void walk(JsonNode node, Consumer<JsonNode> visitor) {
        visitor.accept(node);
        node.forEach(child -> walk(child, visitor));
    }
}
