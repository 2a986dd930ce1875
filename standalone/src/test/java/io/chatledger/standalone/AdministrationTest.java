package io.chatledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatledger.api.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** What administrators do, all at once if they must, and that it can be seen afterwards. */
@ExtendWith(SharedSystems.class)
class AdministrationTest {

    private static final int GRANTS = 40;
    private static final int REVOKES = 30;
    private static final int CHATS = 30;
    private static final long GRANTED = 700;
    private static final long REVOKED = 300;

    private final OneProcess system;

    AdministrationTest(OneProcess system) {
        this.system = system;
    }

    @Test
    void aHundredGrantsRevokesAndChatsAtOnceComeToTheExactSum() throws Exception {
        User user = system.newUser();
        Client admin = system.admin().client();
        List<Callable<Answer>> calls = new ArrayList<>();
        calls.addAll(Collections.nCopies(GRANTS, () -> adjust(admin, user, GRANTED)));
        calls.addAll(Collections.nCopies(REVOKES, () -> adjust(admin, user, -REVOKED)));
        calls.addAll(Collections.nCopies(CHATS, () -> user.chat("Hello")));
        Collections.shuffle(calls, Seed.random(AdministrationTest.class));

        assertThat(atOnce(calls)).allSatisfy(answer -> answer.expect(200));

        long expected = User.WELCOME_TOKENS + GRANTS * GRANTED - REVOKES * REVOKED - CHATS * User.PRICE;
        assertThat(user.tokens()).isEqualTo(expected);
        assertThat(user.client().get("/api/tokens").number("held")).isZero();
        assertThat(user.statement().getFirst().get("balance").asLong()).isEqualTo(expected);
        assertThat(user.statement()).hasSize(1 + GRANTS + REVOKES + 2 * CHATS);
        assertThat(admin.get("/api/audit/accounts/" + user.id() + "/balance").expect(200).number("balance"))
                .isEqualTo(expected);
    }

    @Test
    void ofFiftyRegistrationsOfOneNameAtOnceOneIsAnAccount() throws Exception {
        String username = "user-" + UUID.randomUUID();
        var registration = Map.of("username", username, "password", "correct horse");

        Callable<Answer> register = () -> system.client().post("/api/register", registration);
        List<Answer> answers = atOnce(Collections.nCopies(50, () -> patiently(register)));

        assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(1);
        assertThat(answers).filteredOn(answer -> answer.status() != 201).hasSize(49)
                .allSatisfy(answer -> answer.expectProblem(ErrorCode.USERNAME_TAKEN));
        assertThat(system.admin().client().get("/api/admin/users?q=" + username).expect(200).json().get("results"))
                .hasSize(1);
    }

    /** On a machine that is busy with other things as well, some are asked to come back. */
    private static Answer patiently(Callable<Answer> call) {
        return await("is answered").atMost(Duration.ofMinutes(1))
                .until(call, answer -> answer.status() != ErrorCode.UNAVAILABLE.status());
    }

    @Test
    void whateverAnAdministratorDoesIsAnActWithHisNameAndReason() {
        User administrator = administrator();
        User user = system.newUser();
        String account = "/api/admin/users/" + user.id();
        Client client = administrator.client();

        adjust(client, user, 5).expect(200);
        adjust(client, user, -5).expect(200);
        client.post(account + "/suspend", Map.of("reason", "a test")).expect(200);
        client.post(account + "/reactivate", Map.of("reason", "a test")).expect(200);
        client.json("PUT", account + "/roles", Map.of("roles", List.of("USER", "AUDITOR"), "reason", "a test"))
                .expect(200);
        String code = client.post(account + "/password-reset", Map.of("reason", "a test")).expect(201).text("code");
        client.get(account + "/chat").expectProblem(ErrorCode.FORBIDDEN);
        client.post(account + "/chat/open", Map.of("reason", "a test")).expect(200);
        client.get(account + "/chat").expect(200);

        List<String> types = List.of("TokensGranted", "TokensRevoked", "AccountSuspended", "AccountReactivated",
                "RolesChanged", "PasswordResetIssued", "ChatsOpened");
        await("all are numbered").untilAsserted(() -> assertThat(events(administrator)).isEqualTo(types));
        List<JsonNode> acts = acts("actor=" + administrator.id() + "&account=" + user.id());
        assertThat(acts.reversed()).extracting(act -> act.get("type").asString()).isEqualTo(types);
        assertThat(acts).allSatisfy(act -> {
            assertThat(act.get("reason").asString()).isEqualTo("a test");
            assertThat(act.at("/actor/username").asString()).isEqualTo(administrator.username());
            assertThat(act.at("/account/username").asString()).isEqualTo(user.username());
        });
        system.client().post("/api/password-reset/confirm", Map.of("token", code, "new_password", "battery staple"))
                .expect(204);
        system.client().logIn(user.username(), "battery staple");
    }

    @Test
    void theFirstAdministratorWasMadeByTheSystemAndThatIsAnAct() {
        List<JsonNode> acts = acts("actor=system");

        assertThat(acts).extracting(act -> act.get("type").asString()).containsExactly("TokensGranted", "RolesChanged");
        assertThat(acts).allSatisfy(act ->
                assertThat(act.get("reason").asString()).isEqualTo("the first administrator"));
    }

    private List<String> events(User actor) {
        return system.admin().client().get("/api/audit/events?actor=" + actor.id()).expect(200).lines()
                .map(event -> event.get("type").asString()).toList();
    }

    private List<JsonNode> acts(String query) {
        return system.admin().client().get("/api/admin/acts?" + query).expect(200).json().get("results").valueStream()
                .toList();
    }

    private User administrator() {
        User user = system.newUser();
        system.admin().client()
                .json("PUT", "/api/admin/users/" + user.id() + "/roles",
                        Map.of("roles", List.of("USER", "ADMIN"), "reason", "a test"))
                .expect(200);
        return system.client().logIn(user.username(), user.password());
    }

    private static Answer adjust(Client admin, User user, long amount) {
        return admin.post("/api/admin/users/" + user.id() + "/tokens", Map.of("amount", amount, "reason", "a test"));
    }

    private static List<Answer> atOnce(List<Callable<Answer>> calls) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return threads.invokeAll(calls).stream().map(Future::resultNow).toList();
        }
    }
}
