package io.chatledger.command.password;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.api.PasswordResetIssued;
import io.chatledger.command.Api;
import io.chatledger.command.Api.Answer;
import io.chatledger.command.Api.User;
import io.chatledger.command.CommandSideTest;
import io.chatledger.command.personal.PersonalKeys;
import io.chatledger.personal.PersonalText;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Where no mails are sent, an administrator lets people back in. */
@CommandSideTest
@ExtendWith(OutputCaptureExtension.class)
class ResetCodeTest {

    private static final String ANOTHER = "another password";

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    PersonalKeys keys;

    Api api;
    User user;

    @BeforeEach
    void register() {
        api = new Api(port);
        user = api.register();
    }

    @Test
    void whoHasTheCodeSetsANewPasswordOnceAndAllSessionsEnd() {
        String code = code();
        assertThat(api.send("GET", "/api/user/sessions", user, null).status()).as("nothing has changed yet")
                .isEqualTo(200);

        assertThat(setPassword(code, ANOTHER).status()).isEqualTo(204);

        assertThat(api.send("GET", "/api/user/sessions", user, null).status()).isEqualTo(401);
        assertThat(logIn(Api.PASSWORD).status()).isEqualTo(401);
        assertThat(logIn(ANOTHER).status()).isEqualTo(200);
        assertThat(setPassword(code, "a third password").status()).isEqualTo(400);
    }

    @Test
    void anotherCodeMakesTheFirstOneUseless() {
        String first = code();
        String second = code();

        assertThat(setPassword(first, ANOTHER).status()).isEqualTo(400);
        assertThat(setPassword(second, ANOTHER).status()).isEqualTo(204);
    }

    @Test
    void aNewPasswordMakesTheCodeUseless() {
        String code = code();

        api.post("/api/user/password", user, Map.of("old_password", Api.PASSWORD, "new_password", ANOTHER));

        assertThat(setPassword(code, "a third password").status()).isEqualTo(400);
    }

    @Test
    void aCodeIsGoodForTwelveHours() {
        String code = code();
        String mine = " WHERE account_id = '%s'".formatted(user.id());
        assertThat(jdbc.sql("SELECT floor(extract(epoch FROM expires_at - now()) / 3600) FROM events.one_time_token"
                + mine)
                        .query(Long.class)
                        .single())
                .isEqualTo(11);

        jdbc.sql("UPDATE events.one_time_token SET expires_at = now()" + mine).update();

        assertThat(setPassword(code, ANOTHER).status()).isEqualTo(400);
    }

    @Test
    void aCodeOpensNoClosedAccount() {
        String code = code();

        assertThat(api.send("DELETE", "/api/user", user, "{\"password\": \"%s\"}".formatted(Api.PASSWORD)).status())
                .isEqualTo(204);

        assertThat(setPassword(code, ANOTHER).status()).isEqualTo(400);
        assertThat(ask(user, "forgot it").status()).isEqualTo(404);
    }

    @Test
    void aSuspendedAccountGetsNoneAndOneFromBeforeDoesNotReactivateIt() {
        String code = code();
        act("suspend");
        assertThat(ask(user, "forgot it").code()).isEqualTo("FORBIDDEN");

        assertThat(setPassword(code, ANOTHER).status()).isEqualTo(204);
        assertThat(logIn(ANOTHER).status()).isEqualTo(401);

        act("reactivate");
        assertThat(logIn(ANOTHER).status()).isEqualTo(200);
    }

    @Test
    void anAdministratorMakesNoneForTheOwnAccount() {
        String own = jdbc.sql("SELECT account_id FROM events.account_claim WHERE username = 'admin'")
                .query(String.class).single();

        Answer refused =
                api.post("/api/admin/users/" + own + "/password-reset", api.admin(), Map.of("reason", "forgot it"));

        assertThat(refused.code()).isEqualTo("FORBIDDEN");
    }

    @Test
    void whoMadeItIsRecordedAndNeitherTheDatabaseNorTheLogKnowsTheCode(CapturedOutput log) {
        String code = code();
        setPassword(code, ANOTHER);

        String type = PasswordResetIssued.class.getName();
        byte[] stored = jdbc.sql("""
                        SELECT payload FROM events.domain_event WHERE aggregate_identifier = ? AND payload_type = ?""")
                .param(user.id())
                .param(type)
                .query(byte[].class)
                .single();
        String recorded = PersonalText.open(type, user.id(), stored, keys).toString();
        assertThat(recorded).contains("\"reason\":\"forgot it\"", "\"actor\":").doesNotContain(code);
        assertThat(log.getAll()).doesNotContain(code);
    }

    private String code() {
        Answer made = ask(user, "forgot it");
        assertThat(made.status()).isEqualTo(201);
        return made.json().get("code").asString();
    }

    private Answer ask(User whose, String reason) {
        return api.post("/api/admin/users/" + whose.id() + "/password-reset", api.admin(), Map.of("reason", reason));
    }

    private void act(String act) {
        api.post("/api/admin/users/" + user.id() + "/" + act, api.admin(), Map.of("reason", "a test"));
    }

    private Answer setPassword(String code, String password) {
        return api.post("/api/password-reset/confirm", null, Map.of("token", code, "new_password", password));
    }

    private Answer logIn(String password) {
        return api.post("/api/login", null, Map.of("username", user.username(), "password", password));
    }
}
