package io.chatledger.standalone;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A kind of objects that others have added to Kubernetes, as they have published it with their Go module. */
enum ResourceDefinition {
    CLUSTER("Cluster", "github.com/cloudnative-pg/cloudnative-pg", "v1.29.0",
            "config/crd/bases/postgresql.cnpg.io_clusters.yaml"),
    SCHEDULED_BACKUP("ScheduledBackup", "github.com/cloudnative-pg/cloudnative-pg", "v1.29.0",
            "config/crd/bases/postgresql.cnpg.io_scheduledbackups.yaml"),
    HTTP_ROUTE("HTTPRoute", "sigs.k8s.io/gateway-api", "v1.4.0",
            "config/crd/standard/gateway.networking.k8s.io_httproutes.yaml"),
    SERVICE_MONITOR("ServiceMonitor", "github.com/prometheus-operator/prometheus-operator", "v0.85.0",
            "example/prometheus-operator-crd/monitoring.coreos.com_servicemonitors.yaml"),
    PROMETHEUS_RULE("PrometheusRule", "github.com/prometheus-operator/prometheus-operator", "v0.85.0",
            "example/prometheus-operator-crd/monitoring.coreos.com_prometheusrules.yaml");

    private final String kind;
    private final String module;
    private final String version;
    private final String file;

    ResourceDefinition(String kind, String module, String version, String file) {
        this.kind = kind;
        this.module = module;
        this.version = version;
        this.file = file;
    }

    static Optional<ResourceDefinition> of(JsonNode object) {
        return List.of(values()).stream()
                .filter(each -> object.required("kind").asString().equals(each.kind))
                .findFirst();
    }

    /**
     * What it has against the object; unknown fields, too, which Kubernetes would silently drop.
     *
     * @return nothing at all where the definition cannot be had; that is said loudly
     */
    Optional<List<String>> mistakesIn(JsonNode object) throws IOException, InterruptedException {
        Optional<Path> folder = GoProgram.module(module, version);
        if (folder.isEmpty()) {
            return Optional.empty();
        }
        JsonNode definition = JsonMapper.shared().valueToTree(
                (Object) new Yaml().load(Files.readString(folder.get().resolve(file))));
        String group = definition.at("/spec/group").asString();
        for (JsonNode each : definition.at("/spec/versions")) {
            if (object.required("apiVersion").asString().equals(group + "/" + each.required("name").asString())) {
                Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                        .getSchema(closed(each.at("/schema/openAPIV3Schema")).toString());
                return Optional.of(schema.validate(object).stream().map(Object::toString).toList());
            }
        }
        return Optional.of(List.of("No " + kind + " is of " + object.required("apiVersion")));
    }

    private static JsonNode closed(JsonNode schema) {
        if (schema.path("properties").isObject() && schema.path("type").asString("").equals("object")
                && !schema.has("additionalProperties") && !schema.has("x-kubernetes-preserve-unknown-fields")) {
            ((ObjectNode) schema).put("additionalProperties", false);
        }
        if (schema instanceof ObjectNode object) {
            // What only Kubernetes knows.
            object.remove(object.propertyNames().stream().filter(each -> each.startsWith("x-kubernetes-")).toList());
        }
        schema.forEach(ResourceDefinition::closed);
        return schema;
    }
}
