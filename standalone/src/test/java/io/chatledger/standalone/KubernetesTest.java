package io.chatledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.chatledger.standalone.Auditor.Verdict;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The Helm chart in {@code deploy/kubernetes}, rendered as in each of its folder {@code ci}. No cluster is needed. */
class KubernetesTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path CHART = ROOT.resolve("deploy/kubernetes/chatledger");
    private static final List<String> APPLICATIONS = List.of("command-side", "query-side", "api-gateway");
    /** Newer ones than this only add. */
    private static final String OLDEST_KUBERNETES = "1.27";
    private static final Map<Path, List<JsonNode>> RENDERED = new HashMap<>();
    /** So that each is said once. */
    private static final Set<String> MISSED_TOOLS = new HashSet<>();

    static List<Path> variants() throws IOException {
        try (Stream<Path> files = Files.list(CHART.resolve("ci"))) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("variants")
    void helmFindsNothingToSayAgainstIt(Path variant) throws Exception {
        Verdict verdict = helm("lint", "--strict", "--kube-version", OLDEST_KUBERNETES, CHART.toString(), "--values",
                variant.toString());

        assertThat(verdict.exitCode()).as(verdict.report()).isZero();
    }

    @ParameterizedTest
    @MethodSource("variants")
    void whatIsOfKubernetesItselfIsAsItsSchemasSay(Path variant, @TempDir Path folder) throws Exception {
        List<JsonNode> objects = rendered(variant).stream()
                .filter(each -> ResourceDefinition.of(each).isEmpty())
                .toList();
        Path validate = tool("KUBERNETES_VALIDATE", "kubernetes-validate",
                "WHAT THE HELM CHART RENDERS IS NOT COMPARED WITH SCHEMAS",
                "it needs kubernetes-validate (PyPI) on the path, or where KUBERNETES_VALIDATE says");
        Path file = folder.resolve("rendered.yaml");
        Files.writeString(file, objects.stream().map(JsonNode::toString).collect(Collectors.joining("\n---\n")));

        Verdict verdict = Auditor.program(folder, validate.toString(), "--strict", "--quiet", "--no-warn",
                "--kubernetes-version", OLDEST_KUBERNETES, file.toString());

        assertThat(objects).hasSizeGreaterThan(10);
        assertThat(verdict.exitCode()).as(verdict.report()).isZero();
    }

    @ParameterizedTest
    @MethodSource("variants")
    void whatIsOfOthersIsAsTheyDefineIt(Path variant) throws Exception {
        for (JsonNode object : rendered(variant)) {
            Optional<ResourceDefinition> definition = ResourceDefinition.of(object);
            if (definition.isPresent()) {
                List<String> mistakes = definition.get().mistakesIn(object)
                        .orElseGet(() -> abort("no definition of " + kind(object)));
                assertThat(mistakes).as(object.toString()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("variants")
    void eachContainerMayDoNothingAndIsBounded(Path variant) throws Exception {
        assertThat(pods(rendered(variant))).hasSize(APPLICATIONS.size() + 1).allSatisfy(pod -> {
            assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
            assertThat(pod.at("/securityContext/runAsUser").asInt()).as("that of the image").isEqualTo(userOfImage());
            assertThat(pod.at("/securityContext/seccompProfile/type").asString()).isEqualTo("RuntimeDefault");
            assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
            assertThat(pod.path("enableServiceLinks").asBoolean(true)).as("CHATLEDGER_PORT of a service").isFalse();
            assertThat(pod.path("hostNetwork").asBoolean() || pod.path("hostPID").asBoolean()).isFalse();
            for (JsonNode container : containers(pod)) {
                JsonNode security = container.required("securityContext");
                assertThat(security.required("readOnlyRootFilesystem").asBoolean()).isTrue();
                assertThat(security.required("allowPrivilegeEscalation").asBoolean()).isFalse();
                assertThat(security.at("/capabilities/drop/0").asString()).isEqualTo("ALL");
                for (String bound : List.of("requests", "limits")) {
                    assertThat(container.at("/resources/" + bound + "/memory").asString()).isNotEmpty();
                    assertThat(container.at("/resources/" + bound + "/cpu").asString()).isNotEmpty();
                }
            }
        });
    }

    @ParameterizedTest
    @MethodSource("variants")
    void eachApplicationIsProbedSpreadAndNotAllOfItTakenAwayAtOnce(Path variant) throws Exception {
        List<JsonNode> objects = rendered(variant);

        assertThat(named(objects, "Deployment")).hasSize(APPLICATIONS.size()).allSatisfy(deployment -> {
            JsonNode pod = deployment.at("/spec/template/spec");
            JsonNode labels = deployment.at("/spec/template/metadata/labels");
            JsonNode container = pod.required("containers").get(0);
            for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
                assertThat(container.at("/" + probe + "/httpGet/port").asString()).isEqualTo("management");
            }
            assertThat(pod.required("topologySpreadConstraints")).hasSize(2).allSatisfy(spread ->
                    assertThat(selects(spread.required("labelSelector"), labels)).isTrue());
            assertThat(named(objects, "PodDisruptionBudget"))
                    .filteredOn(budget -> selects(budget.at("/spec/selector"), labels))
                    .hasSize(1);
            assertThat(named(objects, "Service"))
                    .filteredOn(service -> labels.properties().containsAll(service.at("/spec/selector").properties()))
                    .hasSize(1);
        });
    }

    /** Otherwise Kubernetes kills what is still waiting. */
    @ParameterizedTest
    @MethodSource("variants")
    void whoIsToldToStopHasTheTimeThatItTakes(Path variant) throws Exception {
        for (JsonNode deployment : named(rendered(variant), "Deployment")) {
            JsonNode pod = deployment.at("/spec/template/spec");
            Map<String, String> environment = environment(pod.required("containers").get(0));
            int phase = seconds(environment.get("SPRING_LIFECYCLE_TIMEOUT_PER_SHUTDOWN_PHASE"));

            assertThat(pod.required("terminationGracePeriodSeconds").asInt()).isGreaterThanOrEqualTo(phase + 15);
            if (name(deployment).endsWith("command-side")) {
                assertThat(phase).isGreaterThan(seconds(environment.get("CHATLEDGER_REPLIES_FINISH_WITHIN")));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("variants")
    void secretsAreThereByReferenceOnly(Path variant) throws Exception {
        List<JsonNode> objects = rendered(variant);

        assertThat(named(objects, "Secret")).isEmpty();
        for (JsonNode pod : pods(objects)) {
            for (JsonNode container : containers(pod)) {
                assertThat(environment(container).keySet()).noneMatch(name ->
                        name.matches(".*(PASSWORD|SECRET|API_KEY|PERSONAL_KEY).*"));
            }
        }
        assertThat(secretsOf(objects, "migration")).containsExactly("spring.flyway.password");
        assertThat(secretsOf(objects, "command-side"))
                .contains("spring.datasource.password", "chatledger.personal-key")
                .doesNotContain("spring.flyway.password");
        assertThat(secretsOf(objects, "query-side"))
                .containsExactly("spring.datasource.password", "chatledger.personal.key");
        assertThat(secretsOf(objects, "api-gateway")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("variants")
    void eachVariableIsASettingThatIsKnown(Path variant) throws Exception {
        Set<String> known = knownSettings();
        for (JsonNode pod : pods(rendered(variant))) {
            for (JsonNode container : containers(pod)) {
                assertThat(environment(container).keySet().stream().map(KubernetesTest::uniform).toList())
                        .isNotEmpty()
                        .isSubsetOf(known);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("variants")
    void imagesAreNamedAsComposeNamesThem(Path variant) throws Exception {
        List<String> built = Pattern.compile("(?m)^ {4}image: (chatledger-.+)$")
                .matcher(Files.readString(ROOT.resolve("compose.yaml")))
                .results().map(found -> found.group(1)).toList();

        List<String> images = pods(rendered(variant)).stream().flatMap(pod -> containers(pod).stream())
                .map(container -> container.required("image").asString().replaceAll("^.*/|:[^/]*$", ""))
                .toList();

        assertThat(built).hasSize(APPLICATIONS.size());
        assertThat(images).containsOnlyElementsOf(built);
    }

    @ParameterizedTest
    @MethodSource("variants")
    void whatIsMountedIsThere(Path variant) throws Exception {
        List<JsonNode> objects = rendered(variant);
        Set<String> configMaps = names(objects, "ConfigMap");
        for (JsonNode pod : pods(objects)) {
            Set<String> volumes = pod.required("volumes").valueStream()
                    .map(each -> each.required("name").asString()).collect(Collectors.toSet());
            for (JsonNode container : containers(pod)) {
                assertThat(container.required("volumeMounts")).allSatisfy(mount ->
                        assertThat(volumes).contains(mount.required("name").asString()));
            }
            assertThat(pod.required("volumes")).allSatisfy(volume -> {
                if (volume.has("configMap")) {
                    assertThat(configMaps).contains(volume.at("/configMap/name").asString());
                }
            });
        }
    }

    /** The way of a chat, and nothing beside it. */
    @Test
    void whoMayCallWhomIsSaidByName() throws Exception {
        List<JsonNode> objects = rendered(CHART.resolve("ci/smallest.yaml"));
        List<JsonNode> policies = named(objects, "NetworkPolicy");

        assertThat(callers(policies, "api-gateway", 8000)).containsExactly("everybody");
        assertThat(callers(policies, "command-side", 8001)).containsExactlyInAnyOrder("api-gateway", "query-side");
        assertThat(callers(policies, "query-side", 8002)).containsExactly("api-gateway");
        assertThat(callers(policies, "postgres", 5432))
                .containsExactlyInAnyOrder("command-side", "query-side", "migration", "postgres", "cnpg-system");
        for (int i = 0; i < APPLICATIONS.size(); i++) {
            assertThat(callers(policies, APPLICATIONS.get(i), List.of(9001, 9002, 9000).get(i)))
                    .containsExactly("monitoring");
        }
        JsonNode deny = policies.stream().filter(each -> name(each).endsWith("-deny")).findFirst().orElseThrow();
        assertThat(deny.at("/spec/policyTypes").toString()).isEqualTo("[\"Ingress\",\"Egress\"]");
        assertThat(deny.at("/spec/ingress").isMissingNode()).isTrue();
        assertThat(objects.stream().map(each -> each.at("/spec/template/metadata/labels")).filter(JsonNode::isObject))
                .hasSize(APPLICATIONS.size() + 1)
                .allMatch(labels -> selects(deny.at("/spec/podSelector"), labels));
    }

    @Test
    void onlyKeysThatCanBeSharedAllowAnotherCopyOfCommandSide() throws Exception {
        JsonNode alone = deployment("smallest", "command-side");
        assertThat(alone.at("/spec/replicas").asInt()).isOne();
        assertThat(alone.at("/spec/strategy/type").asString()).isEqualTo("Recreate");
        assertThat(deployment("copies", "command-side").at("/spec/strategy/type").asString())
                .isEqualTo("RollingUpdate");
        for (String second : List.of("commandSide.replicas=2", "commandSide.autoscaling.enabled=true")) {
            Verdict verdict = template("smallest", "--set", second);
            assertThat(verdict.exitCode()).isNotZero();
            assertThat(verdict.report()).contains(second.replaceFirst("=", " is ")).contains("allowed is");
        }
    }

    @Test
    void tablesAreMigratedBeforeAnUpgradeAndBesideTheFirstInstall() throws Exception {
        JsonNode first = named(objects(template("smallest")), "Job").getFirst();
        JsonNode later = named(objects(template("smallest", "--is-upgrade")), "Job").getFirst();

        assertThat(first.at("/metadata/annotations").isMissingNode()).isTrue();
        assertThat(later.at("/metadata/annotations").toString()).contains("\"helm.sh/hook\":\"pre-upgrade\"");
    }

    @Test
    void databaseAlertsAndDashboardsAreThoseOfTheProject() throws Exception {
        List<JsonNode> objects = rendered(CHART.resolve("ci/copies.yaml"));
        String all = objects.toString();
        JsonNode rules = named(objects, "PrometheusRule").getFirst().at("/spec/groups");

        assertThat(rules).isEqualTo(objects(Files.readString(ROOT.resolve("deploy/prometheus/alerts.yml")))
                .getFirst().required("groups"));
        assertThat(all).contains(JsonMapper.shared().writeValueAsString(Files.readString(ROOT.resolve(
                "standalone/src/main/resources/io/chatledger/standalone/postgres/roles-and-schemas.sql")).strip())
                .replace("\"", ""));
        try (Stream<Path> dashboards = Files.list(ROOT.resolve("deploy/grafana"))) {
            for (Path dashboard : dashboards.toList()) {
                String name = dashboard.getFileName().toString();
                assertThat(named(objects, "ConfigMap"))
                        .filteredOn(each -> each.required("data").has(name))
                        .singleElement()
                        .extracting(each -> JsonMapper.shared().readTree(each.required("data").get(name).asString()))
                        .isEqualTo(JsonMapper.shared().readTree(dashboard.toFile()));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "logName=, logName",
        "commandSide.replicas=two, replicas",
        "commandSide.replica=1, replica",
        "commandSide.keys.accessMode=ReadOnlyMany, accessMode",
        "commandSide.repliesFinishWithinSeconds=0, repliesFinishWithinSeconds",
        "querySide.resources.limits.memory=much, memory",
        "apiGateway.autoscaling.cpuPercent=101, cpuPercent",
        "secrets.owner.existingSecret=, existingSecret",
        "postgresql.kind=mysql, kind",
        "postgresql.cloudnativePg.backup.schedule=daily, schedule",
        "postgresql.cloudnativePg.backup.volumeSnapshotClass=, postgresql.cloudnativePg.backup",
        "postgresql.kind=external, postgresql.external.host",
        "networkPolicy.prometheus=null, prometheus",
        "ingress.enabled=true, ingress.host",
        "image.pullPolicy=Sometimes, pullPolicy"
    })
    void aWrongValueIsRefusedByName(String setting, String name) throws Exception {
        Verdict verdict = template("smallest", "--set", setting);

        assertThat(verdict.exitCode()).as(verdict.report()).isNotZero();
        assertThat(verdict.report()).contains(name);
    }

    private static Verdict template(String variant, String... more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("template", "chat", CHART.toString(),
                "--kube-version", OLDEST_KUBERNETES, "--values", CHART.resolve("ci/" + variant + ".yaml").toString()));
        command.addAll(List.of(more));
        return helm(command.toArray(String[]::new));
    }

    private static Verdict helm(String... arguments) throws IOException, InterruptedException {
        Path helm = tool("HELM", "helm", "THE HELM CHART IS NOT TRIED",
                "it needs helm on the path, or where HELM says");
        return Auditor.program(
                ROOT, Stream.concat(Stream.of(helm.toString()), Stream.of(arguments)).toArray(String[]::new));
    }

    private static Path tool(String variable, String name, String consequence, String reason) {
        Stream<Path> places = System.getenv(variable) != null
                ? Stream.of(Path.of(System.getenv(variable)))
                : Stream.of(System.getenv("PATH").split(":")).map(each -> Path.of(each, name));
        return places.filter(Files::isExecutable).findFirst().orElseGet(() -> {
            if (MISSED_TOOLS.add(name)) {
                System.out.println("[WARNING] " + consequence + ": " + reason + ".");
            }
            return abort(reason);
        });
    }

    private static List<JsonNode> rendered(Path variant) throws IOException, InterruptedException {
        List<JsonNode> known = RENDERED.get(variant);
        if (known == null) {
            known = objects(template(variant.getFileName().toString().replace(".yaml", "")));
            RENDERED.put(variant, known);
        }
        return known;
    }

    private static List<JsonNode> objects(Verdict rendered) {
        assertThat(rendered.exitCode()).as(rendered.report()).isZero();
        // What it says about links comes before.
        return objects(rendered.report().substring(rendered.report().indexOf("---\n")));
    }

    private static List<JsonNode> objects(String yaml) {
        List<JsonNode> objects = new ArrayList<>();
        for (Object each : new Yaml().loadAll(yaml)) {
            if (each != null) {
                objects.add(JsonMapper.shared().valueToTree(each));
            }
        }
        return objects;
    }

    private static List<JsonNode> named(List<JsonNode> objects, String kind) {
        return objects.stream().filter(each -> kind(each).equals(kind)).toList();
    }

    private static Set<String> names(List<JsonNode> objects, String kind) {
        return named(objects, kind).stream().map(KubernetesTest::name).collect(Collectors.toSet());
    }

    private static JsonNode deployment(String variant, String application) throws Exception {
        return named(rendered(CHART.resolve("ci/" + variant + ".yaml")), "Deployment").stream()
                .filter(each -> name(each).endsWith(application))
                .findFirst()
                .orElseThrow();
    }

    private static String kind(JsonNode object) {
        return object.required("kind").asString();
    }

    private static String name(JsonNode object) {
        return object.at("/metadata/name").asString();
    }

    private static List<JsonNode> pods(List<JsonNode> objects) {
        return objects.stream().map(each -> each.at("/spec/template/spec")).filter(JsonNode::isObject).toList();
    }

    private static List<JsonNode> containers(JsonNode pod) {
        return Stream.of("initContainers", "containers").flatMap(each -> pod.path(each).valueStream()).toList();
    }

    private static boolean selects(JsonNode selector, JsonNode labels) {
        return labels.properties().containsAll(selector.required("matchLabels").properties());
    }

    private static Map<String, String> environment(JsonNode container) {
        return container.required("env").valueStream().collect(Collectors.toMap(
                each -> each.required("name").asString(), each -> each.path("value").asString("")));
    }

    /** The settings whose values are in files, of the pods of an application or of the migration. */
    private static List<String> secretsOf(List<JsonNode> objects, String component) {
        return objects.stream()
                .map(each -> each.at("/spec/template"))
                .filter(each -> each.at("/metadata/labels").path("app.kubernetes.io/component").asString("")
                        .equals(component))
                .flatMap(each -> each.at("/spec/volumes").valueStream())
                .flatMap(each -> each.at("/projected/sources").valueStream())
                .flatMap(each -> each.at("/secret/items").valueStream())
                .map(each -> each.required("path").asString())
                .toList();
    }

    private static List<String> callers(List<JsonNode> policies, String of, int port) {
        List<String> callers = new ArrayList<>();
        for (JsonNode policy : policies) {
            if (!name(policy).endsWith(of)) {
                continue;
            }
            for (JsonNode rule : policy.at("/spec/ingress")) {
                if (rule.required("ports").valueStream().noneMatch(each -> each.required("port").asInt() == port)) {
                    continue;
                }
                if (!rule.has("from")) {
                    callers.add("everybody");
                }
                rule.path("from").valueStream().map(KubernetesTest::caller).forEach(callers::add);
            }
        }
        return callers;
    }

    private static String caller(JsonNode peer) {
        JsonNode labels = peer.at("/podSelector/matchLabels");
        return labels.has("cnpg.io/cluster")
                ? "postgres"
                : labels.path("app.kubernetes.io/component").asString(
                        peer.at("/namespaceSelector/matchLabels").path("kubernetes.io/metadata.name").asString("?"));
    }

    private static int seconds(String time) {
        assertThat(time).matches("\\d+s");
        return Integer.parseInt(time.replace("s", ""));
    }

    private static int userOfImage() throws IOException {
        MatchResult uid = Pattern.compile("--uid (\\d+)")
                .matcher(Files.readString(ROOT.resolve("standalone/docker/Dockerfile"))).results().findFirst()
                .orElseThrow();
        return Integer.parseInt(uid.group(1));
    }

    /** What compose and the README name, what stands in the files of the applications, and Spring Boot's own. */
    private static Set<String> knownSettings() throws IOException {
        Set<String> known = new HashSet<>();
        for (String document : List.of("compose.yaml", "README.md")) {
            Pattern.compile("[A-Z]{2,}(_[A-Z]+)+").matcher(Files.readString(ROOT.resolve(document))).results()
                    .forEach(found -> known.add(uniform(found.group())));
        }
        for (String application : APPLICATIONS) {
            for (JsonNode settings : objects(Files.readString(
                    ROOT.resolve(application + "/src/main/resources/" + application + ".yaml")))) {
                addPaths(settings, "", known);
            }
        }
        for (URL metadata : Collections.list(
                KubernetesTest.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
            try (var json = metadata.openStream()) {
                JsonMapper.shared().readTree(json).path("properties")
                        .forEach(each -> known.add(uniform(each.required("name").asString())));
            }
        }
        return known;
    }

    private static void addPaths(JsonNode node, String path, Set<String> paths) {
        paths.add(uniform(path));
        node.properties().forEach(each -> addPaths(each.getValue(), path + "." + each.getKey(), paths));
    }

    /** As Spring Boot compares them: a variable with a property. */
    private static String uniform(String setting) {
        return setting.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }
}
