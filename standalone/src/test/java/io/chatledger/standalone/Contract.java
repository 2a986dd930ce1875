package io.chatledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the API's document promises. The document leaves the objects of answers open, so that fields may be added
 * without breaking clients; here they are closed, so that none is added without being documented.
 */
final class Contract {

    /** One call of the document. */
    record Operation(String method, String path, JsonNode description) {

        boolean isPublic() {
            return description.path("security").isArray() && description.path("security").isEmpty();
        }

        boolean opensTo(String role) {
            return description.path("x-roles").valueStream().anyMatch(each -> each.asString().equals(role));
        }

        boolean opensToScope(String scope) {
            return description.path("security").valueStream()
                    .flatMap(scheme -> scheme.path("apiKey").valueStream())
                    .anyMatch(each -> each.asString().equals(scope));
        }

        boolean isOwned() {
            return description.path("x-owned").asBoolean(false);
        }

        /** Whether it honours {@code Idempotency-Key}. */
        boolean isRepeatable() {
            return description.path("parameters").valueStream()
                    .anyMatch(parameter -> parameter.path("$ref").asString("").endsWith("/IdempotencyKey"));
        }

        String canonicalPath() {
            return description.path("x-alias-of").asString(path);
        }

        /** Nothing where no body is described. */
        @SuppressWarnings("unchecked")
        Map<String, ?> exampleBody() {
            JsonNode body = DOCUMENT.resolved(description.path("requestBody"));
            JsonNode example = body.at("/content/application~1json/example");
            return example.isMissingNode() ? Map.of() : JsonMapper.shared().convertValue(example, Map.class);
        }

        String id() {
            return description.path("operationId").asString();
        }

        @Override
        public String toString() {
            return method + " " + path;
        }

        private boolean matches(String method, String path) {
            // One named so has slashes in it.
            String literal = this.path.replace("{path}", "\\E.+\\Q").replaceAll("\\{\\w+}", "\\\\E[^/]+\\\\Q");
            return this.method.equals(method) && Pattern.matches("\\Q" + literal + "\\E", path);
        }
    }

    static final Contract DOCUMENT = new Contract();

    private static final String LOCATION = "https://chatledger.example/openapi#";

    private final ObjectNode document = read();
    private final List<Operation> operations = new ArrayList<>();
    private final SchemaRegistry schemas;

    private Contract() {
        document.path("paths").propertyStream().forEach(item -> item.getValue().propertyStream()
                .filter(field -> field.getValue().has("operationId"))
                .forEach(field -> operations.add(
                        new Operation(field.getKey().toUpperCase(), item.getKey(), field.getValue()))));
        close();
        schemas = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12, registry ->
                registry.schemas(Map.of(LOCATION.substring(0, LOCATION.length() - 1), document.toString())));
    }

    List<Operation> operations() {
        return operations;
    }

    /** Fails the test unless status, media type and body are as promised. The gateway's own pages promise nothing. */
    void expectPromised(String method, String pathAndQuery, Answer answer) {
        String path = pathAndQuery.replaceFirst("\\?.*", "").replaceFirst("(?<=.)/$", "");
        if (method.equals("HEAD") || path.equals("/docs") || path.startsWith("/openapi")
                || path.startsWith("/actuator/")) {
            return;
        }
        String call = method + " " + path + " → " + answer.status() + " " + answer.body();
        assertThat(answer.header("X-Request-Id")).as(call).isNotBlank();
        String response = operations.stream()
                .filter(operation -> operation.matches(method, path))
                .findFirst()
                .map(operation -> response(operation, answer.status(), call))
                // Unknown calls are refused like known ones.
                .orElse(path.startsWith("/v1/messages") ? "/components/responses/AnthropicFailure"
                        : path.startsWith("/v1/") ? "/components/responses/OpenAiFailure"
                        : "/components/responses/Failure");
        JsonNode content = at(response).path("content");
        if (content.isMissingNode()) {
            assertThat(answer.body()).as(call).isEmpty();
            return;
        }
        String type = answer.header("Content-Type").replaceFirst(";.*", "");
        assertThat(content.propertyNames()).as(call).contains(type);
        String schema = response + "/content/" + escaped(type) + "/schema";
        switch (type) {
            case "application/x-ndjson" -> answer.body().lines().forEach(line -> expectValid(schema, line, call));
            case "text/event-stream" -> answer.body().lines()
                    .filter(line -> line.startsWith("data:"))
                    .map(line -> line.substring("data:".length()).strip())
                    .map(data -> data.equals("[DONE]") ? "\"[DONE]\"" : data)
                    .forEach(data -> expectValid(schema + "/contentSchema", data, call));
            // Has no shape, or one that other programs know.
            case "text/markdown", "text/csv", "application/zip", "text/plain", "application/octet-stream",
                    "application/x-tar" -> {}
            default -> expectValid(schema, answer.body(), call);
        }
    }

    /** Whether such a text is described by this schema, its format included. */
    boolean admits(String schema, String text) {
        return schemas.getSchema(SchemaLocation.of(LOCATION + "/components/schemas/" + schema))
                .validate(
                        JsonNodeFactory.instance.stringNode(text),
                        context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
                .isEmpty();
    }

    private void expectValid(String schema, String json, String call) {
        var errors = schemas.getSchema(SchemaLocation.of(LOCATION + schema))
                .validate(JsonMapper.shared().readTree(json));
        assertThat(errors).as(call).isEmpty();
    }

    /** Where the document describes it. */
    private String response(Operation operation, int status, String call) {
        JsonNode responses = operation.description().path("responses");
        String name = responses.has(Integer.toString(status)) ? Integer.toString(status) : "default";
        String pointer = "/paths/" + escaped(operation.path()) + "/" + operation.method().toLowerCase()
                + "/responses/" + name;
        String described = target(at(pointer), pointer);
        if (name.equals("default")) {
            assertThat(at(described).path("x-statuses").valueStream().map(JsonNode::asInt)).as(call).contains(status);
        }
        return described;
    }

    private void close() {
        Set<JsonNode> open = new HashSet<>();
        walk(document, node -> node.path("allOf").forEach(part ->
                open.add(resolved(part))));
        walk(document, node -> {
            if (node.path("properties").isObject() && !node.has("additionalProperties") && !open.contains(node)) {
                ((ObjectNode) node).put("unevaluatedProperties", false);
            }
            closeAnswer(node.path("content"));
        });
    }

    /** From outside: what is open to be a part of others is closed when it stands alone. */
    private static void closeAnswer(JsonNode content) {
        content.propertyStream().map(Map.Entry::getValue).filter(JsonNode::isObject).forEach(media -> {
            if (media.path("schema").has("$ref")) {
                ObjectNode closed = JsonNodeFactory.instance.objectNode().put("unevaluatedProperties", false);
                closed.putArray("allOf").add(media.path("schema"));
                ((ObjectNode) media).set("schema", closed);
            }
        });
    }

    private static void walk(JsonNode node, Consumer<JsonNode> visitor) {
        visitor.accept(node);
        node.forEach(child -> walk(child, visitor));
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? at(target(node, "")) : node;
    }

    private static String target(JsonNode node, String otherwise) {
        return node.has("$ref") ? node.path("$ref").asString().substring(1) : otherwise;
    }

    private JsonNode at(String pointer) {
        return document.at(pointer);
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    private static ObjectNode read() {
        try (InputStream yaml = Contract.class.getResourceAsStream("/openapi.yaml")) {
            Object read = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
            return JsonMapper.shared().valueToTree(read);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
