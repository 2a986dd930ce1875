package io.chatledger.command.administration;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.command.Api;
import io.chatledger.command.Api.Answer;
import io.chatledger.command.Api.User;
import io.chatledger.command.CommandSideTest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

@CommandSideTest
class AdministrationTest {

    @LocalServerPort
    int port;

    Api api;
    User admin;

    @BeforeEach
    void connect() {
        api = new Api(port);
        admin = api.admin();
    }

    @Test
    void anAdjustmentIsASignedDifference() {
        User user = api.register();

        assertThat(adjust(user.id(), 500).json().get("tokens").asLong()).isEqualTo(4500);
        assertThat(adjust(user.id(), -4500).json().get("tokens").asLong()).isZero();

        Answer tooMuch = adjust(user.id(), -1);
        assertThat(tooMuch.status()).isEqualTo(402);
        assertThat(api.available(user)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{\"amount\": 0, \"reason\": \"x\"}",
        "{\"amount\": 1}",
        "{\"amount\": 1, \"reason\": \" \"}",
        "{\"amount\": 1, \"amount\": 1000, \"reason\": \"x\"}",
        "{\"amount\": 1.5, \"reason\": \"x\"}",
        "{\"amount\": \"1\", \"reason\": \"x\"}",
        "{\"amount\": 9223372036854775807, \"reason\": \"overflows\"}",
        "{\"amount\": 9223372036854775808, \"reason\": \"x\"}",
        "{\"amount\": -9223372036854775808, \"reason\": \"x\"}"
    })
    void anAdjustmentThatCannotBeIsRefusedAndChangesNothing(String body) {
        User user = api.register();

        Answer answer = api.send("POST", "/api/admin/users/" + user.id() + "/tokens", admin, body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("INVALID_REQUEST");
        assertThat(api.available(user)).isEqualTo(4000);
    }

    @Test
    void aSuspendedAccountCannotChatUntilItIsReactivated() {
        User user = api.register();

        assertThat(act(user.id(), "suspend").json().get("suspended").asBoolean()).isTrue();
        Answer refused = api.chat(user, "hello");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.code()).isEqualTo("SUSPENDED");

        assertThat(act(user.id(), "reactivate").json().get("suspended").asBoolean()).isFalse();
        assertThat(api.chat(user, "hello").status()).isEqualTo(200);
    }

    @Test
    void itIsToldHowManySessionsAndKeysAnAccountHasAndNotWhich() {
        User user = api.register();
        String path = "/api/admin/users/" + user.id() + "/access";
        assertThat(api.send("GET", path, admin, null).json().toString()).isEqualTo("{\"sessions\":1,\"api_keys\":0}");
        api.post("/api/login", null, Map.of("username", user.username(), "password", Api.PASSWORD));
        String key = api.post("/api/user/keys", user, Map.of()).json().get("id").asString();
        assertThat(api.send("GET", path, admin, null).json().toString()).isEqualTo("{\"sessions\":2,\"api_keys\":1}");

        api.send("DELETE", "/api/user/sessions", user, null);
        api.send("DELETE", "/api/user/keys/" + key, user, null);

        assertThat(api.send("GET", path, admin, null).json().toString()).isEqualTo("{\"sessions\":1,\"api_keys\":0}");
        assertThat(api.send("GET", path, user, null).code()).isEqualTo("FORBIDDEN");
        assertThat(api.send("GET", "/api/admin/users/nobody/access", admin, null).code()).isEqualTo("NOT_FOUND");
    }

    @Test
    void rolesAreReplaced() {
        User user = api.register();

        Answer changed = api.send("PUT", "/api/admin/users/" + user.id() + "/roles", admin, """
                {"roles": ["AUDITOR"], "reason": "a test"}""");

        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.json().get("roles").toString()).isEqualTo("[\"USER\",\"AUDITOR\"]");
    }

    @Test
    void chatsAreOpenForAQuarterOfAnHourAfterTheReasonWasGivenOnceForEachKey() {
        User user = api.register();
        String path = "/api/admin/users/" + user.id() + "/chat/open";
        Instant before = Instant.now();

        Answer opened = api.post(path, admin, Map.of("reason", "a complaint"), "Idempotency-Key", user.id());
        Answer again = api.post(path, admin, Map.of("reason", "a complaint"), "Idempotency-Key", user.id());

        assertThat(opened.status()).isEqualTo(200);
        assertThat(Instant.parse(opened.json().get("open_until").asString()))
                .isBetween(before.plusSeconds(899), Instant.now().plusSeconds(900));
        assertThat(again.json()).isEqualTo(opened.json());
        assertThat(api.post(path, user, Map.of("reason", "mine")).status()).isEqualTo(403);
        Answer nobodys = api.post(
                "/api/admin/users/" + UUID.randomUUID() + "/chat/open", admin, Map.of("reason", "a complaint"));
        assertThat(nobodys.status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "\"roles\": [3],", "\"roles\": [null],", "\"roles\": [\"KING\"],", "\"roles\": \"ADMIN\","})
    void rolesAreNamesOfRoles(String roles) {
        Answer refused = api.send(
                "PUT", "/api/admin/users/" + api.register().id() + "/roles", admin, "{" + roles + "\"reason\": \"x\"}");

        assertThat(refused.status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ", \"reason\": null", ", \"reason\": \" \""})
    void whatChangesMoneyOrAccessNeedsAReason(String reason) {
        String account = "/api/admin/users/" + api.register().id();

        for (String act : List.of("POST /suspend", "POST /reactivate", "POST /password-reset", "POST /chat/open",
                "POST /erase", "PUT /roles", "POST /tokens")) {
            String more = act.endsWith("roles") ? "\"roles\": []" : act.endsWith("tokens") ? "\"amount\": 1" : "";
            String body = "{" + (more + reason).replaceFirst("^, ", "") + "}";
            Answer refused = api.send(act.split(" ")[0], account + act.split(" ")[1], admin, body);

            assertThat(refused.status()).as(act + " " + body).isEqualTo(400);
            assertThat(refused.json().at("/errors/0/field").asString()).isEqualTo("reason");
        }
        for (String act : List.of("/suspend", "/erase")) {
            assertThat(api.send("POST", account + act, admin, null).status()).isEqualTo(400);
        }
        assertThat(api.send("GET", account + "/access", admin, null).json().get("sessions").asLong()).isEqualTo(1);
    }

    @Test
    void whatNobodyHasIsNotFound() {
        for (String id : List.of(UUID.randomUUID().toString(), "no-id")) {
            assertThat(adjust(id, 1).status()).isEqualTo(404);
            assertThat(act(id, "suspend").status()).isEqualTo(404);
            assertThat(act(id, "password-reset").status()).isEqualTo(404);
        }
    }

    @Test
    void onlyAnAdministratorAdministrates() {
        User user = api.register();
        for (String act : List.of("tokens", "suspend", "reactivate", "password-reset")) {
            String path = "/api/admin/users/" + user.id() + "/" + act;
            Answer refused = api.post(path, user, Map.of("amount", 1, "reason", "mine"));
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.code()).isEqualTo("FORBIDDEN");
            assertThat(api.post(path, null, Map.of()).status()).isEqualTo(401);
        }
    }

    @Test
    void theFirstAdministratorStartsWithTenThousandTokens() {
        assertThat(api.post("/api/login", null, Map.of("username", "admin", "password", "correct horse battery"))
                        .json()
                        .get("tokens")
                        .asLong())
                .isEqualTo(10_000);
    }

    @Test
    void theEmailCanBeChangedButNotToATakenOne() {
        String taken = Api.anyUsername() + "@x.org";
        User user = api.register();

        Answer changed = api.send("PATCH", "/api/user/profile", user, "{\"email\": \"%s\"}".formatted(taken));
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.json().get("email").asString()).isEqualTo(taken);

        Answer refused = api.send("PATCH", "/api/user/profile", api.register(), "{\"email\": \"%s\"}".formatted(taken));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("EMAIL_TAKEN");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"password\": \"a good password\"}"})
    void aProfileIsChangedOnlyInWhatTheRequestNames(String body) {
        User user = api.register();
        String email = user.username() + "@x.org";
        api.send("PATCH", "/api/user/profile", user, "{\"email\": \"%s\"}".formatted(email));

        Answer unchanged = api.send("PATCH", "/api/user/profile", user, body);
        assertThat(unchanged.status()).isEqualTo(200);
        assertThat(unchanged.json().get("email").asString()).isEqualTo(email);

        assertThat(api.send("PATCH", "/api/user/profile", user, "{\"email\": null}").json().get("email").isNull())
                .isTrue();
    }

    private Answer adjust(String id, long amount) {
        return api.post("/api/admin/users/" + id + "/tokens", admin, Map.of("amount", amount, "reason", "a test"));
    }

    private Answer act(String id, String act) {
        return api.post("/api/admin/users/" + id + "/" + act, admin, Map.of("reason", "a test"));
    }
}
