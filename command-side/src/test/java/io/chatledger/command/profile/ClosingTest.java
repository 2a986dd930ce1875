package io.chatledger.command.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.api.AccountId;
import io.chatledger.api.Balance;
import io.chatledger.api.ConversationId;
import io.chatledger.api.Finish;
import io.chatledger.api.MessageId;
import io.chatledger.api.MessageText;
import io.chatledger.api.RecordReply;
import io.chatledger.api.ReplyRecorded;
import io.chatledger.api.SendMessage;
import io.chatledger.api.TokenAmount;
import io.chatledger.command.Api;
import io.chatledger.command.Api.Answer;
import io.chatledger.command.Api.User;
import io.chatledger.command.CommandSideTest;
import io.chatledger.command.account.AccountCommands;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@CommandSideTest
class ClosingTest {

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    AccountCommands commands;

    Api api;
    User user;

    @BeforeEach
    void connect() {
        api = new Api(port);
        user = api.register();
    }

    @Test
    void asvs742AClosedAccountHasNoSessionsAndNoKeysAnyMore() {
        String key = api.post("/api/user/keys", user, Map.of()).json().get("key").asString();
        User program = api.exchanged(user, key);

        assertThat(close(user, Api.PASSWORD).status()).isEqualTo(204);

        assertThat(api.chat(user, "hi").status()).isEqualTo(401);
        assertThat(api.post("/api/token/refresh", null, Map.of("refresh", user.refresh())).status()).isEqualTo(401);
        assertThat(api.chat(program, "hi").status()).isEqualTo(401);
        assertThat(api.exchange(key).status()).isEqualTo(401);
    }

    @Test
    void itsUserCannotBeToldFromSomebodyWhoNeverWas() {
        close(user, Api.PASSWORD);

        Answer closed = api.post("/api/login", null, Map.of("username", user.username(), "password", Api.PASSWORD));
        Answer nobody = api.post("/api/login", null, Map.of("username", Api.anyUsername(), "password", Api.PASSWORD));

        assertThat(closed.code()).isEqualTo("BAD_CREDENTIALS");
        assertThat(closed.json().get("detail")).isEqualTo(nobody.json().get("detail"));
    }

    @Test
    void thePasswordIsAskedForAgain() {
        assertThat(close(user, "wrong one").code()).isEqualTo("BAD_CREDENTIALS");
        assertThat(api.send("DELETE", "/api/user", user, "{}").status()).isEqualTo(400);

        assertThat(api.chat(user, "still there").status()).isEqualTo(200);
    }

    @Test
    void theUsernameStaysTakenAndTheEmailIsFree() {
        String address = user.username() + "@x.org";
        api.send("PATCH", "/api/user/profile", user, "{\"email\": \"%s\"}".formatted(address));
        close(user, Api.PASSWORD);

        Answer sameName =
                api.post("/api/register", null, Map.of("username", user.username(), "password", Api.PASSWORD));
        Answer sameEmail = api.post(
                "/api/register",
                null,
                Map.of("username", Api.anyUsername(), "password", Api.PASSWORD, "email", address));

        assertThat(sameName.code()).isEqualTo("USERNAME_TAKEN");
        assertThat(sameEmail.status()).isEqualTo(201);
    }

    @Test
    void nothingThatCouldOpenTheAccountIsKept() {
        close(user, Api.PASSWORD);

        for (String table : new String[] {"credential", "account_claim"}) {
            assertThat(jdbc.sql("SELECT count(*) FROM events." + table + " WHERE account_id = ?::uuid")
                            .param(user.id())
                            .query(Long.class)
                            .single())
                    .isZero();
        }
    }

    @Test
    void whoIsErasedHasNoKeyAndNoNameAnyMoreAndTheEventsAreAsTheyWere() {
        api.chat(user, "a secret of " + user.username());
        String events = "SELECT string_agg(encode(payload, 'hex'), ' ' ORDER BY sequence_number)"
                + " FROM events.domain_event WHERE sequence_number < 6 AND aggregate_identifier = '" + user.id() + "'";
        String before = jdbc.sql(events).query(String.class).single();
        assertThat(keys()).isNotEmpty().doesNotContain(0);

        assertThat(api.send("DELETE", "/api/user", user, "{\"password\": \"%s\", \"erase\": true}"
                .formatted(Api.PASSWORD)).status()).isEqualTo(204);

        assertThat(keys()).containsExactly(0);
        assertThat(jdbc.sql(events).query(String.class).single()).isEqualTo(before)
                .doesNotContain(HexFormat.of().formatHex(user.username().getBytes(StandardCharsets.UTF_8)));
        assertThat(api.register(user.username()).id()).as("the name is free again").isNotEqualTo(user.id());
    }

    /** Wherever command-side has something of a person besides the events. */
    @Test
    void whoIsErasedIsForgottenInEveryTable() {
        User admin = api.admin();
        String username = Api.anyUsername();
        Answer registered = api.post(
                "/api/register", null, Map.of("username", username, "password", Api.PASSWORD),
                "Idempotency-Key", "register-" + username, "User-Agent", "browser of " + username);
        user = new User(
                registered.json().get("id").asString(), username, registered.json().get("access").asString(), "");
        api.post("/api/user/keys", user, Map.of("name", "a key"), "Idempotency-Key", "make-" + username);
        for (String act : List.of("suspend", "reactivate")) {
            api.post("/api/admin/users/" + user.id() + "/" + act, admin, Map.of("reason", "a test"),
                    "Idempotency-Key", act + "-" + username);
        }
        api.post("/api/admin/users/" + user.id() + "/tokens", admin, Map.of("amount", 100, "reason", "a test"),
                "Idempotency-Key", "grant-" + username);
        api.post("/api/admin/users/" + user.id() + "/password-reset", admin, Map.of("reason", "a test"),
                "Idempotency-Key", "reset-" + username);
        api.post("/api/chat", user, Map.of("message", "Hello", "model", "echo"), "Idempotency-Key", "chat-" + username);
        jdbc.sql("""
                INSERT INTO events.snapshot_event (aggregate_identifier, sequence_number, type, event_identifier,
                    metadata, payload, payload_type, time_stamp)
                VALUES (?, 1, 'UserAccount', ?, '{}', '{}', 'none', '2026-11-20T10:15:30.123Z')""")
                .params(user.id(), user.id())
                .update();
        assertThat(rowsOf(user)).as("before").containsExactlyInAnyOrderEntriesOf(Map.of(
                "kept_answer", 6L, "snapshot_event", 1L, "session", 1L, "message", 1L, "one_time_token", 1L,
                "claimed_name", 1L, "api_key", 1L));

        api.post("/api/admin/users/" + user.id() + "/erase", admin, Map.of("reason", "a test"));

        assertThat(rowsOf(user).values()).containsOnly(0L);
        assertThat(jdbc.sql("SELECT count(*) FROM events.message WHERE account_id = ?::uuid").param(user.id())
                .query(Long.class).single()).as("what remains of a message").isOne();
    }

    /** How many rows have something personal, by table. */
    private Map<String, Long> rowsOf(User who) {
        return Map.of(
                "kept_answer", "account_id = ?::uuid",
                "snapshot_event", "aggregate_identifier = ?",
                "session", "account_id = ?::uuid AND user_agent IS NOT NULL",
                "message", "account_id = ?::uuid AND (idempotency_key_hash IS NOT NULL OR request_hash IS NOT NULL)",
                "one_time_token", "account_id = ?::uuid",
                "claimed_name", "account_id = ?::uuid",
                "api_key", "account_id = ?::uuid AND name IS NOT NULL").entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, table -> jdbc
                        .sql("SELECT count(*) FROM events.%s WHERE %s".formatted(table.getKey(), table.getValue()))
                        .param(who.id()).query(Long.class).single()));
    }

    @Test
    void whatIsAnsweredAfterItsAccountWasErasedCanBeReadByNobody() {
        AccountId accountId = AccountId.parse(user.id());
        var message = new MessageId(UUID.randomUUID());
        commands.send(new SendMessage(
                accountId, message, new ConversationId(UUID.randomUUID()), new MessageText("Hello"), "echo",
                new TokenAmount(100), "100 a message", null, null));
        api.post("/api/admin/users/" + user.id() + "/erase", api.admin(), Map.of("reason", "a test"));

        var settled = commands.send(
                new RecordReply(accountId, message, "too late", Finish.STOP, new TokenAmount(100), null));

        assertThat(settled.balance()).isEqualTo(new Balance(3900, 0));
        assertThat(keys()).containsExactly(0);
        assertThat(jdbc.sql("""
                SELECT convert_from(payload, 'UTF8')::json -> 'text' ->> 'sealed' FROM events.domain_event
                WHERE aggregate_identifier = ? AND payload_type = ?""")
                .params(user.id(), ReplyRecorded.class.getName()).query(String.class).single())
                .isEmpty();
    }

    private List<Integer> keys() {
        return jdbc.sql("SELECT year FROM events.personal_key WHERE account_id = ?::uuid")
                .param(user.id()).query(Integer.class).list();
    }

    @Test
    void anAdministratorIsRefused() {
        Answer refused = close(api.admin(), "correct horse battery");

        assertThat(refused.status()).isEqualTo(403);
        assertThat(api.admin().access()).isNotEmpty();
    }

    @Test
    void administratorsFindNoAccountToActOn() {
        close(user, Api.PASSWORD);

        Answer refused = api.post(
                "/api/admin/users/" + user.id() + "/tokens", api.admin(), Map.of("amount", 1, "reason", "a test"));
        assertThat(refused.status()).isEqualTo(404);
    }

    private Answer close(User who, String password) {
        return api.send("DELETE", "/api/user", who, "{\"password\": \"%s\"}".formatted(password));
    }
}
