package io.chatledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatledger.api.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What Prometheus reads at the management port. */
@ExtendWith(SharedSystems.class)
class MetricsTest {

    private static final String METRICS = "/actuator/prometheus";
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-|[0-9a-f]{32}");

    @Test
    void aChatIsCountedOnceWhereverItIsCounted(OneProcess system) {
        User user = system.newUser();
        String chat = "chatledger_chats_total{model=\"echo\",outcome=\"answered\",provider=\"chatledger\"}";
        String debited = "chatledger_tokens_total{movement=\"debited\"}";
        String answered =
                "chatledger_http_requests_seconds_count{method=\"POST\",route=\"/api/chat\",status=\"200\"}";
        user.chat("the first", "echo").expect(200);
        Map<String, Double> before = read(system);

        user.chat("the second", "echo").expect(200);

        await().untilAsserted(() -> assertThat(grown(before, read(system), List.of(chat, debited, answered)))
                .containsExactly(1.0, 100.0, 1.0));
    }

    @Test
    void whatOperatorsMustSeeIsThere(OneProcess system) {
        User user = system.newUser();
        user.chat("hello").expect(200);
        user.tokens();
        system.client().post("/api/login", Map.of("username", user.username(), "password", "a wrong password"))
                .expectProblem(ErrorCode.BAD_CREDENTIALS);

        assertThat(names(system)).contains(
                "chatledger_http_requests_seconds_bucket", "chatledger_chats_total",
                "chatledger_first_word_seconds_sum",
                "chatledger_reply_characters_sum", "chatledger_model_calls_running", "chatledger_tokens_total",
                "chatledger_holds_open", "chatledger_holds_oldest_seconds", "chatledger_commits_seconds_count",
                "chatledger_commit_size_transactions_sum", "chatledger_events_numbered_total",
                "chatledger_numberings_seconds_sum", "chatledger_events_waiting",
                "chatledger_events_waiting_oldest_seconds",
                "chatledger_projection_lag_events", "chatledger_projection_lag_seconds",
                "chatledger_projection_progress",
                "chatledger_projection_rebuild_rate_events", "chatledger_projection_rebuild_left_seconds",
                "chatledger_projection_state", "chatledger_reads_total", "chatledger_logins_total",
                "chatledger_password_hashes_waiting", "chatledger_accounts_loaded_total", "chatledger_snapshots_total",
                "jdbc_connections_active", "jvm_memory_used_bytes", "process_cpu_usage", "process_uptime_seconds");
    }

    @Test
    void noLabelIsAnIdOrAWordOfAClient(OneProcess system) {
        User user = system.newUser();
        user.client().get("/api/conversations/" + user.id() + "/text");
        user.client().get("/secret/of/somebody");

        assertThat(scrape(system)).doesNotContainPattern(ID).doesNotContain("secret");
    }

    @ParameterizedTest
    @EnumSource
    @ResourceLock(ThreeProcesses.LOCK)
    void eachApplicationTellsItsOwn(ThreeProcesses.Application application, ThreeProcesses system) {
        String own = switch (application) {
            case COMMAND_SIDE -> "chatledger_holds_open ";
            case QUERY_SIDE -> "chatledger_projection_lag_events{";
            case GATEWAY -> "process_uptime_seconds ";
        };

        assertThat(system.management(application).get(METRICS).expect(200).body()).contains(own);
    }

    private static List<Double> grown(Map<String, Double> before, Map<String, Double> now, List<String> names) {
        return names.stream().map(name -> now.get(name) - before.get(name)).toList();
    }

    private static Map<String, Double> read(OneProcess system) {
        return scrape(system).lines().filter(line -> !line.startsWith("#")).collect(Collectors.toMap(
                line -> line.substring(0, line.lastIndexOf(' ')),
                line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1))));
    }

    private static List<String> names(OneProcess system) {
        return read(system).keySet().stream().map(name -> name.replaceFirst("\\{.*", "")).distinct().toList();
    }

    private static String scrape(OneProcess system) {
        return system.management().get(METRICS).expect(200).body();
    }
}
