package io.chatledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Somebody's texts are gone for good, and nothing that can be proved. */
@ExtendWith(SharedSystems.class)
class ErasureTest {

    private static final String ADMIN_PASSWORD = "battery staple";
    private static final Map<String, String> SETTINGS = Map.of(
            "CHATLEDGER_ADMIN_PASSWORD", ADMIN_PASSWORD, "CHATLEDGER_MESSAGESPERMINUTE", "100000");

    @Test
    void noTextOfAnErasedAccountIsInTheDatabaseAndAllThatIsProvedStays(OneProcess system, @TempDir Path kept)
            throws IOException {
        var data = new PersonalData(system.data(), system.admin());
        User user = system.newUser();
        String mark = UUID.randomUUID().toString();
        data.say(user, mark, 3);

        eraseAndLookForIt(data, user, mark, Auditor.of(system.gateway(), system.admin()), kept);
    }

    /** Also in a dump, in the files of the database and in what was logged. Two minutes. */
    @Test
    @Tag("drill")
    void noTextOfAThousandMessagesIsLeft(@TempDir Path kept) throws Exception {
        try (var system = new Serving(SETTINGS)) {
            Client client = system.client();
            User admin = client.logIn("admin", ADMIN_PASSWORD);
            var data = new PersonalData(system.data(), admin);
            User user = client.newUser();
            String mark = UUID.randomUUID().toString();
            data.say(user, mark, Integer.getInteger("chatledger.erased-messages", 1000));
            data.sample();
            assertThat(data.isInDump(mark).orElse(true)).as("what is looked for is found before").isTrue();
            assertThat(data.filesWith(mark)).isNotEmpty();

            Auditor auditor = Auditor.of(client.gateway(), admin);
            eraseAndLookForIt(data, user, mark, auditor, kept);
            Optional<Path> fsck = Auditor.fsck();
            if (fsck.isPresent()) {
                auditor.expectAcceptedBy(fsck.get(), kept);
                auditor.expectExportAcceptedBy(fsck.get(), kept);
            }

            for (String text : List.of(mark, user.username())) {
                assertThat(data.isInDump(text).orElse(false)).isFalse();
                List<Path> files = data.filesWith(text);
                System.out.println("files that have it after the erasure: " + files);
                assertThat(files).as("the log of what was written has it until it is written over")
                        .allMatch(file -> file.startsWith("pg_wal"));
                assertThat(system.output()).doesNotContain(text);
            }
        }
    }

    private static void eraseAndLookForIt(PersonalData data, User user, String mark, Auditor auditor, Path kept)
            throws IOException {
        auditor.verify(kept).holds();
        String message = user.history().getFirst().path("id").asString();
        Path receipt = Files.writeString(
                kept.resolve("receipt"), Auditor.receipt(user, "/api/chat/" + message + "/receipt"));
        List<String> statement = data.rows(user).get("statement_entry");
        assertThat(statement).isNotEmpty();
        Map<String, Object> balance = data.balance(user);
        assertThat(data.tablesWith(mark)).as("what is looked for is found before")
                .contains("read.chat_message", "read.conversation", "read.account", "read.act", "events.account_claim");
        assertThat(data.tablesWith(mark)).as("but not in events")
                .doesNotContain("events.domain_event", "events.snapshot_event");

        user.client().json("DELETE", "/api/user", Map.of("password", user.password(), "erase", true)).expect(204);

        await("read models have followed").atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            assertThat(data.tablesWith(mark)).isEmpty();
            assertThat(data.tablesWith(user.username())).isEmpty();
        });
        assertThat(data.balance(user)).isEqualTo(balance);
        auditor.verify(kept).holds();
        Path key = Files.writeString(kept.resolve("key-of-today"), auditor.get("/api/audit/log/key"));
        assertThat(Auditor.run("verify", "--receipt", receipt.toString(), "--key", key.toString()).holds().report())
                .as("the receipt from before").contains("The receipt holds.", user.id(), message);
        for (long position : data.positions(user)) {
            Path proof = Files.writeString(
                    kept.resolve("proof"), auditor.get("/api/audit/log/proof?position=" + position));
            assertThat(Auditor.run("verify", "--receipt", proof.toString(), "--key", key.toString()).holds().report())
                    .contains("Position %d of ".formatted(position), user.id());
        }
        assertThat(data.rows(user).get("statement_entry")).as("the statement stays").isEqualTo(statement);
        Map<String, List<String>> before = data.rows(user);
        assertThat(before.get("chat_message")).isNotEmpty().allMatch(row -> row.contains("[erased]"));
        data.rebuildAll();
        assertThat(data.rows(user)).isEqualTo(before);
    }

    @Test
    void anAdministratorErasesAnAccountThatIsClosedAndSaysWhy(OneProcess system) {
        var data = new PersonalData(system.data(), system.admin());
        User user = system.newUser();
        String mark = UUID.randomUUID().toString();
        data.say(user, mark, 1);
        user.client().json("DELETE", "/api/user", Map.of("password", user.password())).expect(204);
        await().atMost(Duration.ofSeconds(10))
                .until(() -> data.tablesWith(user.username()).contains("events.claimed_name"));
        assertThat(data.tablesWith(mark)).as("closing alone erases nothing").contains("read.chat_message");
        Client admin = system.admin().client();

        admin.post("/api/admin/users/" + user.id() + "/erase", Map.of("reason", "asked for by letter")).expect(204);
        admin.post("/api/admin/users/" + user.id() + "/erase", Map.of("reason", "once more")).expect(204);

        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            assertThat(data.tablesWith(mark)).isEmpty();
            assertThat(data.tablesWith(user.username())).isEmpty();
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
}
