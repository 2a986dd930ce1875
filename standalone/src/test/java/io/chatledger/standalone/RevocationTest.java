package io.chatledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatledger.api.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** What is taken back opens nothing at either side five seconds later, whatever the access token still says. */
@ExtendWith(SharedSystems.class)
class RevocationTest {

    private final OneProcess system;
    private final User here;
    private final User there;

    RevocationTest(OneProcess system) {
        this.system = system;
        this.here = system.newUser();
        this.there = system.client().logIn(here.username(), here.password());
    }

    @Test
    void asvs741ASessionThatWasLoggedOut() {
        Answer logIn = system.client()
                .post("/api/login", Map.of("username", here.username(), "password", here.password()))
                .expect(200);
        Client third = system.client().with("Authorization", "Bearer " + logIn.text("access"));
        Client fourth = system.client().with("Authorization", "Bearer " + logIn.text("token"));
        third.get("/api/tokens").expect(200);
        fourth.get("/api/tokens").expect(200);

        system.client().post("/api/logout", Map.of("refresh", logIn.text("refresh"))).expect(204);

        withinFiveSeconds().untilAsserted(() -> {
            expectUnauthenticated(third);
            expectUnauthenticated(fourth);
        });
        here.client().get("/api/tokens").expect(200);
    }

    @Test
    void asvs743AllOtherSessionsAfterANewPassword() {
        here.client()
                .post("/api/user/password", Map.of("old_password", here.password(), "new_password", "another horse"))
                .expect(204);

        withinFiveSeconds().untilAsserted(() -> expectUnauthenticated(there.client()));
        here.client().get("/api/tokens").expect(200);
        here.chat("Hello").expect(200);
    }

    @Test
    void anApiKeyThatWasRevoked() {
        Answer made = here.client().post("/api/user/keys", Map.of("scopes", List.of("chat", "read"))).expect(201);
        Client program = system.client().with("Authorization", "Bearer " + made.text("key"));
        program.get("/api/tokens").expect(200);
        program.get("/api/tokens/history").expect(200);
        program.post("/api/chat", Map.of("message", "Hello")).expect(200);

        here.client().json("DELETE", "/api/user/keys/" + made.text("id"), Map.of()).expect(204);

        withinFiveSeconds().untilAsserted(() -> {
            program.get("/api/tokens").expectProblem(ErrorCode.UNAUTHENTICATED);
            program.post("/api/chat", Map.of("message", "Hello")).expectProblem(ErrorCode.UNAUTHENTICATED);
        });
    }

    @Test
    void asvs752ASessionThatWasEndedFromTheListOfSessions() {
        JsonNode other = here.client().get("/api/user/sessions").expect(200).json().required("results").valueStream()
                .filter(session -> !session.required("current").asBoolean())
                .findFirst().orElseThrow();

        here.client().json("DELETE", "/api/user/sessions/" + other.required("id").asString(), Map.of()).expect(204);

        withinFiveSeconds().untilAsserted(() -> expectUnauthenticated(there.client()));
        here.client().get("/api/tokens").expect(200);
    }

    @Test
    void asvs752AllSessionsButTheOneThatAsks() {
        here.client().json("DELETE", "/api/user/sessions", Map.of()).expect(204);

        withinFiveSeconds().untilAsserted(() -> expectUnauthenticated(there.client()));
        here.client().get("/api/tokens").expect(200);
    }

    @Test
    void asvs742ASuspendedAccountWhichGoesOnWithTheSameTokenWhenItIsReactivated() {
        String account = "/api/admin/users/" + here.id();
        Client admin = system.admin().client();

        admin.post(account + "/suspend", Map.of("reason", "a test")).expect(200);
        withinFiveSeconds().untilAsserted(() -> {
            for (String path : List.of("/api/tokens", "/api/chat", "/api/user/profile", "/api/user/sessions")) {
                here.client().get(path).expectProblem(ErrorCode.SUSPENDED);
            }
            here.chat("Hello").expectProblem(ErrorCode.SUSPENDED);
        });

        admin.post(account + "/reactivate", Map.of("reason", "a test")).expect(200);
        withinFiveSeconds().untilAsserted(() -> {
            here.client().get("/api/tokens").expect(200);
            here.chat("Hello").expect(200);
        });
    }

    @Test
    void asvs742AClosedAccountWhoseLedgerRemains() {
        here.chat("Hello").expect(200);

        here.client().json("DELETE", "/api/user", Map.of("password", here.password())).expect(204);

        withinFiveSeconds().untilAsserted(() -> expectUnauthenticated(there.client()));
        Client admin = system.admin().client();
        Answer closed = admin.get("/api/admin/users/" + here.id()).expect(200);
        assertThat(closed.json().required("closed").asBoolean()).isTrue();
        assertThat(closed.number("tokens")).isEqualTo(User.WELCOME_TOKENS - User.PRICE);
        admin.get("/api/admin/users/" + here.id() + "/chat").expectProblem(ErrorCode.NOT_FOUND);
    }

    @Test
    void asvs832ARoleThatWasTakenAwayAndOneThatWasGiven() {
        giveRoles("OPERATOR");
        withinFiveSeconds().untilAsserted(() -> here.client().get("/api/ops/projections").expect(200));

        giveRoles("AUDITOR");
        withinFiveSeconds().untilAsserted(() -> {
            here.client().get("/api/ops/projections").expectProblem(ErrorCode.FORBIDDEN);
            here.client().get("/api/audit/trial-balance").expect(200);
        });
    }

    private void giveRoles(String role) {
        system.admin().client()
                .json("PUT", "/api/admin/users/" + here.id() + "/roles",
                        Map.of("roles", List.of(role), "reason", "a test"))
                .expect(200);
    }

    /** At command-side and at query-side. */
    private static void expectUnauthenticated(Client client) {
        client.get("/api/user/sessions").expectProblem(ErrorCode.UNAUTHENTICATED);
        client.get("/api/tokens").expectProblem(ErrorCode.UNAUTHENTICATED);
        assertThat(client.post("/api/chat", Map.of("message", "Hello")).status()).isEqualTo(401);
    }

    private static ConditionFactory withinFiveSeconds() {
        return await().atMost(Duration.ofSeconds(5));
    }
}
