package io.chatledger.command.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.command.Api;
import io.chatledger.command.Api.Answer;
import io.chatledger.command.Api.User;
import io.chatledger.command.CommandSideTest;
import java.util.Map;
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
