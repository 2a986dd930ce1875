package io.chatledger.standalone;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.chatledger.standalone.postgres.Database;
import io.chatledger.standalone.postgres.PostgresServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.postgresql.PGConnection;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import tools.jackson.databind.JsonNode;

/** What a system keeps of people, wherever it does. It is looked for by the superuser of the database. */
final class PersonalData {

    private static final List<String> READ_MODELS = List.of(
            "account", "account_balance", "statement_entry", "chat_message", "conversation", "act", "day_total");
    private static final List<String> PROJECTIONS =
            List.of("account", "balance", "statement", "history", "conversations", "acts", "days");

    private final DataFolder data;
    private final int port;
    private final JdbcTemplate database;
    private final Client admin;

    PersonalData(DataFolder data, User admin) {
        this.data = data;
        this.admin = admin.client();
        this.port = PostgresServer.portOfRunning(data.postgres()).orElseThrow();
        this.database = new JdbcTemplate(new DriverManagerDataSource(
                Database.url(port), PostgresServer.SUPERUSER, data.secret(PostgresServer.SUPERUSER)));
    }

    /** Has it written wherever somebody can write something, and in this many messages. */
    void say(User user, String mark, int messages) {
        user.client().json("PATCH", "/api/user/profile", Map.of("email", "a" + mark + "@x.org")).expect(200);
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

    Map<String, Object> balance(User user) {
        return JdbcClient.create(database).sql("SELECT * FROM read.account_balance WHERE account_id = ?::uuid")
                .param(user.id()).query().singleRow();
    }

    /** Of the first and the newest of its events. */
    List<Long> positions(User user) {
        return database.queryForList("""
                SELECT unnest(ARRAY[min(position), max(position)])
                FROM events.place JOIN events.domain_event USING (global_index)
                WHERE aggregate_identifier = ?""", Long.class, user.id());
    }

    /** The names of the tables in which it is, as a dump writes them: as text, or as the bytes of one. */
    List<String> tablesWith(String text) {
        return database.queryForList("""
                        SELECT format('%I.%I', nspname, relname)
                        FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
                        WHERE relkind = 'r' AND nspname IN ('events', 'read')""", String.class).stream()
                .filter(table -> isIn(text, copyOf(table)))
                .toList();
    }

    private byte[] copyOf(String table) {
        return database.execute((ConnectionCallback<byte[]>) connection -> {
            var rows = new ByteArrayOutputStream();
            try {
                connection.unwrap(PGConnection.class).getCopyAPI().copyOut("COPY " + table + " TO STDOUT", rows);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return rows.toByteArray();
        });
    }

    private static boolean isIn(String text, byte[] bytes) {
        String all = new String(bytes, ISO_8859_1);
        return all.contains(new String(text.getBytes(UTF_8), ISO_8859_1))
                || all.contains(HexFormat.of().formatHex(text.getBytes(UTF_8)));
    }

    /**
     * Whether it is in what {@code pg_dump} writes of the whole database; nothing where there is none of this version
     * of PostgreSQL, neither on the path nor where {@code -Dchatledger.pg-dump} says.
     */
    Optional<Boolean> isInDump(String text) throws IOException, InterruptedException {
        Path dump = Files.createTempFile("chatledger", ".sql");
        try {
            var builder = new ProcessBuilder(
                    System.getProperty("chatledger.pg-dump", "pg_dump"), "--file=" + dump, Database.url(port)
                            .replaceFirst("^jdbc:(postgresql://)([^?]*).*", "$1" + PostgresServer.SUPERUSER + "@$2"));
            builder.environment().put("PGPASSWORD", data.secret(PostgresServer.SUPERUSER));
            Process program = builder.redirectErrorStream(true).start();
            String said = new String(program.getInputStream().readAllBytes(), UTF_8);
            if (program.waitFor() != 0) {
                System.err.println("SKIPPED: nothing is looked for in a dump: " + said.strip());
                return Optional.empty();
            }
            byte[] bytes = Files.readAllBytes(dump);
            System.out.printf("a dump of %,d bytes%n", bytes.length);
            return Optional.of(isIn(text, bytes));
        } finally {
            Files.delete(dump);
        }
    }

    /**
     * The files of the database in which it is, once all that is written is in them, all that is dead is gone and there
     * are new samples of the tables.
     */
    List<Path> filesWith(String text) throws IOException {
        database.execute("VACUUM (FULL, ANALYZE)");
        database.execute("CHECKPOINT");
        try (Stream<Path> files = Files.walk(data.postgres())) {
            return files.filter(Files::isRegularFile).filter(file -> {
                try {
                    return isIn(text, Files.readAllBytes(file));
                } catch (IOException gone) {
                    return false;
                }
            }).map(data.postgres()::relativize).toList();
        }
    }

    void sample() {
        database.execute("ANALYZE");
    }

    /** Of this account in all read models, and the totals of all. */
    Map<String, List<String>> rows(User user) {
        var rows = new LinkedHashMap<String, List<String>>();
        for (String table : READ_MODELS) {
            String whose = table.equals("day_total") ? "" : " WHERE account_id = '" + user.id() + "'";
            rows.put(table, database.queryForList(
                    "SELECT row::text FROM read." + table + " AS row" + whose + " ORDER BY 1", String.class));
        }
        return rows;
    }

    void rebuildAll() {
        PROJECTIONS.forEach(this::rebuild);
    }

    private void rebuild(String projection) {
        String path = "/api/ops/projections/" + projection;
        admin.post(path + "/rebuild", Map.of()).expect(202);
        await("rebuild").atMost(Duration.ofSeconds(60)).until(() -> {
            JsonNode state = admin.get(path).expect(200).json();
            return state.get("state").asString().equals("following") && state.get("lag").asLong() == 0;
        });
    }
}
