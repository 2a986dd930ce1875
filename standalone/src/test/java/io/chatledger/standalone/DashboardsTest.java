package io.chatledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import io.chatledger.api.ErrorCode;
import io.chatledger.standalone.ScriptedProvider.Model;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is in {@code deploy/}, tried with Prometheus itself. */
@ExtendWith(SharedSystems.class)
class DashboardsTest {

    private static final Path DEPLOY = Path.of("..", "deploy");
    private static final Path ALERTS = DEPLOY.resolve("prometheus").resolve("alerts.yml");
    private static final Path RUNBOOK = Path.of("..", "docs", "operations.md");
    /** Where Debian's package puts it; or the folder in which both programs are. */
    private static final Path PROGRAMS =
            Path.of(Optional.ofNullable(System.getenv("PROMETHEUS")).orElse("/usr/bin"));
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @Test
    void eachAlertHasItsPageInTheRunbook() throws IOException {
        String runbook = Files.readString(RUNBOOK);
        List<String> alerts = Files.readAllLines(ALERTS).stream()
                .filter(line -> line.contains("- alert: "))
                .map(line -> line.replaceFirst(".*- alert: ", ""))
                .toList();

        assertThat(alerts).hasSizeGreaterThan(10).allSatisfy(alert -> {
            assertThat(runbook).contains("\n### " + alert + "\n");
            assertThat(Files.readString(ALERTS)).contains("runbook: docs/operations.md#" + alert.toLowerCase());
        });
    }

    @Test
    void eachAlertFiresJustBeyondItsBorderAndIsSilentJustInsideIt() throws Exception {
        requirePrometheus();

        for (List<String> check : List.of(
                List.of("check", "rules", "alerts.yml"),
                List.of("check", "config", "prometheus.yml"),
                List.of("test", "rules", "alerts-test.yml"))) {
            List<String> command = new ArrayList<>(List.of(PROGRAMS.resolve("promtool").toString()));
            command.addAll(check);
            Process promtool = new ProcessBuilder(command)
                    .directory(ALERTS.getParent().toFile())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(promtool.waitFor()).as(said).isZero();
        }
    }

    @Test
    void everyQueryOfEveryDashboardHasData(SystemWithProvider system, @TempDir Path folder) throws Exception {
        requirePrometheus();
        int port = FreePort.find();
        Process prometheus = prometheus(folder, port, system.serving().managementPort());
        try {
            await("Prometheus is ready").atMost(Duration.ofMinutes(1)).ignoreExceptions()
                    .until(() -> get(port, "/-/ready").contains("Ready"));
            work(system);

            List<String> queries = queries();
            assertThat(queries).hasSizeGreaterThan(20);
            for (String query : queries) {
                await(query).atMost(Duration.ofMinutes(1)).until(() -> hasData(port, query));
            }
        } finally {
            prometheus.destroyForcibly().waitFor();
        }
    }

    /** Something of everything that the dashboards show. */
    private static void work(SystemWithProvider system) {
        User user = system.newUser();
        user.chat("hello", Model.STEADY.id()).expect(200);
        user.chat("hello", Model.FAILING.id()).expectProblem(ErrorCode.PROVIDER_FAILED);
        user.tokens();
        system.serving().client()
                .post("/api/login", Map.of("username", user.username(), "password", "a wrong password"))
                .expectProblem(ErrorCode.BAD_CREDENTIALS);
    }

    private static Process prometheus(Path folder, int port, int target) throws IOException {
        Path configuration = folder.resolve("prometheus.yml");
        Files.writeString(configuration, """
                global: { scrape_interval: 1s }
                scrape_configs:
                  - job_name: chatledger
                    metrics_path: /actuator/prometheus
                    static_configs: [ { targets: ["127.0.0.1:%d"] } ]
                """.formatted(target));
        return new ProcessBuilder(
                PROGRAMS.resolve("prometheus").toString(),
                "--config.file=" + configuration,
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    private static List<String> queries() throws IOException {
        try (Stream<Path> dashboards = Files.list(DEPLOY.resolve("grafana"))) {
            return dashboards.sorted()
                    .flatMap(dashboard -> JsonMapper.shared().readTree(dashboard.toFile()).get("panels").valueStream())
                    .flatMap(panel -> panel.get("targets").valueStream())
                    .map(target -> target.get("expr").asString())
                    .toList();
        }
    }

    private static boolean hasData(int port, String query) throws IOException, InterruptedException {
        JsonNode answer = JsonMapper.shared().readTree(
                get(port, "/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8)));
        assertThat(answer.get("status").asString()).as(answer.toString()).isEqualTo("success");
        return !answer.get("data").get("result").isEmpty();
    }

    private static String get(int port, String path) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                BodyHandlers.ofString()).body();
    }

    private static void requirePrometheus() {
        if (!Files.isExecutable(PROGRAMS.resolve("prometheus")) || !Files.isExecutable(PROGRAMS.resolve("promtool"))) {
            String reason = "it needs Prometheus in /usr/bin (Debian's package), or in the folder that PROMETHEUS says";
            System.out.println("[WARNING] ALERTS AND DASHBOARDS ARE NOT TRIED: " + reason + ".");
            abort(reason);
        }
    }
}
