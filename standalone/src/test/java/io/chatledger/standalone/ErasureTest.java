package io.chatledger.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatledger.standalone.postgres.Database;
import io.chatledger.standalone.postgres.PostgresServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import tools.jackson.databind.JsonNode;

/** Somebody's texts are gone for good, and nothing that can be proved. */
@ExtendWith(SharedSystems.class)
class ErasureTest {

    private static final List<String> READ_MODELS = List.of(
            "account", "account_balance", "statement_entry", "chat_message", "conversation", "act", "day_total");
    private static final List<String> PROJECTIONS =
            List.of("account", "balance", "statement", "history", "conversations", "acts", "days");

    private final OneProcess system;
    private final JdbcTemplate database;

    ErasureTest(OneProcess system) {
        this.system = system;
        this.database = new JdbcTemplate(new DriverManagerDataSource(
                Database.url(PostgresServer.portOfRunning(system.data().postgres()).orElseThrow()),
                PostgresServer.SUPERUSER,
                system.data().secret(PostgresServer.SUPERUSER)));
    }

    @Test
    void noTextOfAnErasedAccountIsInTheDatabaseAndAllThatIsProvedStays(@TempDir Path kept) {
        User user = system.newUser();
        String mark = UUID.randomUUID().toString();
        talk(user, mark, Integer.getInteger("chatledger.erased-messages", 3));
        Auditor auditor = Auditor.of(system.gateway(), system.admin());
        auditor.verify(kept).holds();
        String receipt = Auditor.receipt(user, "/api/tokens/history/1/receipt");
        Map<String, Object> balance = balance(user);
        assertThat(tablesWith(mark)).as("what is looked for is found before")
                .contains("read.chat_message", "read.conversation", "read.account", "read.act", "events.account_claim");
        assertThat(tablesWith(mark)).as("but not in events")
                .doesNotContain("events.domain_event", "events.snapshot_event");

        user.client().json("DELETE", "/api/user", Map.of("password", user.password(), "erase", true)).expect(204);

        await("read models have followed").atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            assertThat(tablesWith(mark)).isEmpty();
            assertThat(tablesWith(user.username())).isEmpty();
        });
        assertThat(balance(user)).isEqualTo(balance);
        auditor.verify(kept).holds();
        assertThat(receipt).startsWith("c2sp.org/tlog-proof@v1");
        Map<String, List<String>> before = rows(user);
        assertThat(before.get("chat_message")).isNotEmpty().allMatch(row -> row.contains("[erased]"));
        PROJECTIONS.forEach(this::rebuild);
        assertThat(rows(user)).isEqualTo(before);
    }

    @Test
    void anAdministratorErasesAnAccountThatIsClosedAndSaysWhy() {
        User user = system.newUser();
        String mark = UUID.randomUUID().toString();
        talk(user, mark, 1);
        user.client().json("DELETE", "/api/user", Map.of("password", user.password())).expect(204);
        await().atMost(Duration.ofSeconds(10)).until(() -> tablesWith(user.username()).contains("events.claimed_name"));
        assertThat(tablesWith(mark)).as("closing alone erases nothing").contains("read.chat_message");
        Client admin = system.admin().client();

        admin.post("/api/admin/users/" + user.id() + "/erase", Map.of("reason", "asked for by letter")).expect(204);
        admin.post("/api/admin/users/" + user.id() + "/erase", Map.of("reason", "once more")).expect(204);

        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            assertThat(tablesWith(mark)).isEmpty();
            assertThat(tablesWith(user.username())).isEmpty();
        });
        assertThat(admin.get("/api/admin/users/" + user.id()).expect(200).text("username")).isEqualTo("[erased]");
        assertThat(admin.get("/api/admin/acts?account=" + user.id()).expect(200).json().path("results"))
                .extracting(act -> act.path("type").asString() + " " + act.path("reason").asString())
                .as("reasons are gone but for those of tokens, which the log shows, and that of the erasure")
                .containsExactly(
                        "AccountErased asked for by letter",
                        "AccountReactivated ",
                        "AccountSuspended ",
                        "TokensGranted a test");
        admin.post("/api/admin/users/" + UUID.randomUUID() + "/erase", Map.of("reason", "a test")).expect(404);
        admin.post("/api/admin/users/" + system.admin().id() + "/erase", Map.of("reason", "a test")).expect(403);
    }

    private void talk(User user, String mark, int messages) {
        user.client().json("PATCH", "/api/user/profile", Map.of("email", "a" + mark + "@x.org")).expect(200);
        Client admin = system.admin().client();
        String path = "/api/admin/users/" + user.id();
        admin.post(path + "/tokens", Map.of("amount", 100L * messages, "reason", "a test")).expect(200);
        for (String act : List.of("/suspend", "/reactivate")) {
            admin.post(path + act, Map.of("reason", "because of " + mark)).expect(200);
        }
        await("everybody knows").atMost(Duration.ofSeconds(10)).until(() ->
                user.client().get("/api/tokens").status() == 200
                        && user.chat("Hello " + mark).status() == 200);
        for (int i = 1; i < messages; i++) {
            user.with("Idempotency-Key", mark + i).chat("Message %d of %s".formatted(i, mark)).expect(200);
        }
        String conversation = user.history().getLast().path("conversation_id").asString();
        user.client().json("PATCH", "/api/conversations/" + conversation, Map.of("title", "About " + mark)).expect(200);
        user.client().post("/api/user/keys", Map.of("name", "key " + mark)).expect(201);
    }

    private Map<String, Object> balance(User user) {
        return JdbcClient.create(database).sql("SELECT * FROM read.account_balance WHERE account_id = ?::uuid")
                .param(user.id()).query().singleRow();
    }

    /** The names of the tables in which it is, as a dump writes them: as text, or as the bytes of one. */
    private List<String> tablesWith(String text) {
        String bytes = HexFormat.of().formatHex(text.getBytes(UTF_8));
        return database.queryForList("""
                        SELECT format('%I.%I', nspname, relname)
                        FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
                        WHERE relkind = 'r' AND nspname IN ('events', 'read')""", String.class).stream()
                .filter(table -> {
                    String dump = dump(table);
                    return dump.contains(text) || dump.contains(bytes);
                })
                .toList();
    }

    private String dump(String table) {
        return database.execute((ConnectionCallback<String>) connection -> {
            var rows = new ByteArrayOutputStream();
            try {
                connection.unwrap(PGConnection.class).getCopyAPI().copyOut("COPY " + table + " TO STDOUT", rows);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return rows.toString(UTF_8);
        });
    }

    private Map<String, List<String>> rows(User user) {
        var rows = new LinkedHashMap<String, List<String>>();
        for (String table : READ_MODELS) {
            String whose = table.equals("day_total") ? "" : " WHERE account_id = '" + user.id() + "'";
            rows.put(table, database.queryForList(
                    "SELECT row::text FROM read." + table + " AS row" + whose + " ORDER BY 1", String.class));
        }
        return rows;
    }

    private void rebuild(String projection) {
        Client admin = system.admin().client();
        String path = "/api/ops/projections/" + projection;
        admin.post(path + "/rebuild", Map.of()).expect(202);
        await("rebuild").atMost(Duration.ofSeconds(60)).until(() -> {
            JsonNode state = admin.get(path).expect(200).json();
            return state.get("state").asString().equals("following") && state.get("lag").asLong() == 0;
        });
    }
}
