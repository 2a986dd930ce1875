package io.chatledger.command.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatledger.command.Api;
import io.chatledger.command.Api.Answer;
import io.chatledger.command.Api.User;
import io.chatledger.command.CommandSideTest;
import io.chatledger.command.OpenTransaction;
import io.chatledger.command.account.Passwords;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.util.ReflectionTestUtils;
import org.springframework.transaction.PlatformTransactionManager;
import tools.jackson.databind.JsonNode;

/** Email verification switched on, with a real SMTP server that keeps what it is sent. */
@CommandSideTest
@ExtendWith(OutputCaptureExtension.class)
class EmailTest {

    private static final MailServer SERVER = new MailServer();

    @DynamicPropertySource
    static void useTheServer(DynamicPropertyRegistry properties) {
        SERVER.startAndUse(properties);
        properties.add("chatledger.email-verification", () -> "on");
    }

    @AfterAll
    static void stopTheServer() {
        SERVER.stop();
    }

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    PlatformTransactionManager transactions;

    @Autowired
    Passwords passwords;

    Api api;
    String address = Api.anyUsername() + "@example.org";

    @BeforeEach
    void connect() {
        api = new Api(port);
    }

    // --- verification

    @Test
    void welcomeTokensWaitUntilTheAddressIsVerified() {
        User user = register(address);
        assertThat(api.available(user)).isZero();
        assertThat(api.chat(user, "hi").code()).isEqualTo("OUT_OF_TOKENS");

        assertThat(verify(SERVER.codeTo(address)).status()).isEqualTo(204);

        assertThat(api.available(user)).isEqualTo(4000);
        assertThat(api.chat(user, "hi").status()).isEqualTo(200);
    }

    @Test
    void anAddressIsNeeded() {
        Answer refused =
                api.post("/api/register", null, Map.of("username", Api.anyUsername(), "password", Api.PASSWORD));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().at("/errors/0/field").asString()).isEqualTo("email");
    }

    @Test
    void asvs651ACodeIsGoodOnceHoweverManyPostIt() throws Exception {
        User user = register(address);
        String code = SERVER.codeTo(address);
        Callable<Integer> post = () -> verify(code).status();
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var statuses = clients.invokeAll(Collections.nCopies(10, post)).stream().map(Future::resultNow).toList();

            assertThat(statuses).contains(204).isSubsetOf(204, 400, 409);
        }
        assertThat(verify(code).status()).isEqualTo(400);
        assertThat(api.available(user)).isEqualTo(4000);
    }

    @Test
    void anAddressIsVerifiedAsAWholeOrNotAtAll() throws Exception {
        User user = register(address);
        String code = SERVER.codeTo(address);

        Answer verified = other().during(
                "UPDATE events.one_time_token SET expires_at = expires_at WHERE email = '%s'".formatted(address),
                () -> verify(code),
                () -> assertThat(jdbc.sql("SELECT count(*) FROM events.welcome WHERE account_id = ?::uuid")
                                .param(user.id())
                                .query(Long.class)
                                .single())
                        .as("until the code is used up")
                        .isZero());

        assertThat(verified.status()).isEqualTo(204);
        assertThat(api.available(user)).isEqualTo(4000);
    }

    @Test
    void aCodeThatSomebodyElseUsesUpMeanwhileChangesNothing() throws Exception {
        User user = register(address);
        String code = SERVER.codeTo(address);

        Answer late = other().during(
                "DELETE FROM events.one_time_token WHERE email = '%s'".formatted(address), () -> verify(code));

        assertThat(late.status()).isEqualTo(400);
        assertThat(api.available(user)).isZero();
        assertThat(api.chat(user, "hi").code()).isEqualTo("OUT_OF_TOKENS");
    }

    @Test
    void asvs655ACodeIsGoodForADay() {
        register(address);
        String code = SERVER.codeTo(address);
        assertThat(hoursLeft("VERIFY_EMAIL")).isEqualTo(23);

        jdbc.sql("UPDATE events.one_time_token SET expires_at = now() WHERE email = ?").param(address).update();

        assertThat(verify(code).status()).isEqualTo(400);
    }

    @Test
    void whatIsNoCodeIsRefused() {
        assertThat(verify("nonsense").status()).isEqualTo(400);
        assertThat(api.post("/api/verify-email", null, Map.of()).status()).isEqualTo(400);
    }

    @Test
    void anAddressIsWelcomedOnceAlsoAfterItsAccountIsClosed() {
        User first = register(address);
        verify(SERVER.codeTo(address));
        close(first);
        SERVER.forgetMails();

        User second = register(address.toUpperCase());
        assertThat(verify(SERVER.codeTo(address.toUpperCase())).status()).isEqualTo(204);

        assertThat(api.available(second)).isZero();
    }

    @Test
    void aNewAddressTakesThePlaceOfTheOldOneWhenItIsVerified() {
        User user = verified();
        String newer = Api.anyUsername() + "@example.org";

        Answer asked = changeEmail(user, newer);
        assertThat(asked.status()).isEqualTo(200);
        assertThat(asked.json().get("email").asString()).isEqualTo(address);

        assertThat(verify(SERVER.codeTo(newer)).status()).isEqualTo(204);
        assertThat(logIn("email", newer).status()).isEqualTo(200);
        assertThat(logIn("email", address).status()).isEqualTo(401);
        assertThat(api.available(user)).as("no second welcome for a second address of the same account")
                .isEqualTo(4000);
    }

    @Test
    void theOldAddressIsToldWhenAnotherOneHasTakenItsPlaceAndNotBefore() {
        User user = verified();
        String newer = Api.anyUsername() + "@example.org";
        changeEmail(user, newer);
        String code = SERVER.codeTo(newer);
        assertThat(SERVER.mailsTo(address)).isEmpty();

        verify(code);

        await().untilAsserted(() -> assertThat(SERVER.mailsTo(address)).hasSize(1));
        assertThat(SERVER.textTo(address)).contains("now has another one").doesNotContain(newer, user.username());
    }

    @Test
    void oneIsToldWhetherOnesAddressIsVerifiedAndWhichOneWaits() {
        User user = register(address);
        assertThat(emailOf(user)).isEqualTo(List.of(address, "false", address));
        verify(SERVER.codeTo(address));
        assertThat(emailOf(user)).isEqualTo(List.of(address, "true", "null"));
        String newer = Api.anyUsername() + "@example.org";

        changeEmail(user, newer);

        assertThat(emailOf(user)).isEqualTo(List.of(address, "true", newer));
        verify(SERVER.codeTo(newer));
        assertThat(emailOf(user)).isEqualTo(List.of(newer, "true", "null"));
        close(user);
        assertThat(jdbc.sql("SELECT count(*) FROM events.verified_email WHERE account_id = ?::uuid")
                        .param(user.id())
                        .query(Long.class)
                        .single())
                .isZero();
    }

    /** The address, whether it is verified, and the one that waits. */
    private List<String> emailOf(User user) {
        JsonNode state = api.send("GET", "/api/user/email", user, null).json();
        assertThat(state.get("pending_until").isNull()).isEqualTo(state.get("pending").isNull());
        return Stream.of("email", "verified", "pending").map(name -> state.get(name).asString("null")).toList();
    }

    @Test
    void anotherCodeForTheAddressThatOneHasNeedsNoPassword() {
        User user = register(address);
        SERVER.codeTo(address);
        SERVER.forgetMails();

        assertThat(api.send("PATCH", "/api/user/profile", user, "{\"email\": \"%s\"}".formatted(address)).status())
                .isEqualTo(200);

        assertThat(verify(SERVER.codeTo(address)).status()).isEqualTo(204);
    }

    @Test
    void whoeverHasAskedForAnotherAddressByAnOldPasswordDoesNotGetItUnderTheNewOne() {
        User user = verified();
        String thiefs = Api.anyUsername() + "@example.org";
        changeEmail(user, thiefs);
        String code = SERVER.codeTo(thiefs);

        var change = Map.of("old_password", Api.PASSWORD, "new_password", "another password");
        assertThat(api.post("/api/user/password", user, change).status()).isEqualTo(204);

        assertThat(verify(code).status()).isEqualTo(400);
    }

    @Test
    void anAddressThatSomebodyElseHasVerifiedInTheMeantimeIsTaken() {
        User user = verified();
        String wanted = Api.anyUsername() + "@example.org";
        changeEmail(user, wanted);
        String code = SERVER.codeTo(wanted);
        SERVER.forgetMails();
        register(wanted);

        assertThat(verify(code).code()).isEqualTo("EMAIL_TAKEN");
    }

    @Test
    void theAddressCannotBeTakenAway() {
        assertThat(api.send("PATCH", "/api/user/profile", verified(), "{\"email\": null}").status()).isEqualTo(400);
    }

    // --- password reset

    @Test
    void asvs643WhoeverReadsTheMailSetsANewPasswordAndAllSessionsEnd() {
        User user = verified();
        assertThat(reset(address).status()).isEqualTo(202);

        assertThat(setPassword(SERVER.codeTo(address), "another password").status()).isEqualTo(204);

        assertThat(api.send("GET", "/api/user/sessions", user, null).status()).isEqualTo(401);
        assertThat(api.post("/api/token/refresh", null, Map.of("refresh", user.refresh())).status()).isEqualTo(401);
        assertThat(logIn("email", address).status()).isEqualTo(401);
        assertThat(api.post("/api/login", null, Map.of("email", address, "password", "another password")).status())
                .isEqualTo(200);
    }

    @Test
    void whoReadsTheMailboxThatWasTheAccountsBeforeSetsNoPassword() {
        User user = verified();
        reset(address);
        String code = SERVER.codeTo(address);
        String newer = Api.anyUsername() + "@example.org";
        changeEmail(user, newer);
        assertThat(verify(SERVER.codeTo(newer)).status()).isEqualTo(204);

        assertThat(setPassword(code, "another password").status()).isEqualTo(400);
        assertThat(logIn("email", newer).status()).isEqualTo(200);
    }

    @Test
    void asvs638NobodyLearnsWhetherAnAddressIsThatOfAnAccount() {
        verified();

        Answer known = reset(address);
        Answer unknown = reset(Api.anyUsername() + "@example.org");

        assertThat(List.of(known.status(), unknown.status())).containsOnly(202);
        assertThat(known.response().body()).isEqualTo(unknown.response().body()).isEmpty();
        SERVER.codeTo(address);
        assertThat(SERVER.mails()).hasSize(1);
    }

    @Test
    void asvs651AResetIsGoodOnceAndNotUsedUpByAPasswordThatCannotBe() {
        verified();
        reset(address);
        String code = SERVER.codeTo(address);

        assertThat(setPassword(code, "password").json().at("/errors/0/field").asString()).isEqualTo("new_password");
        assertThat(setPassword(code, "another password").status()).isEqualTo(204);
        assertThat(setPassword(code, "a third password").status()).isEqualTo(400);
    }

    @Test
    void asvs655AResetIsGoodForHalfAnHour() {
        verified();
        reset(address);
        String code = SERVER.codeTo(address);
        assertThat(hoursLeft("RESET_PASSWORD")).isZero();
        jdbc.sql("UPDATE events.one_time_token SET expires_at = now() WHERE email = ?").param(address).update();

        assertThat(setPassword(code, "another password").status()).isEqualTo(400);
    }

    @Test
    void aResetIsNotUsedUpWhileTooManyPasswordsAreHashed() {
        verified();
        reset(address);
        String code = SERVER.codeTo(address);
        var places = (Semaphore) ReflectionTestUtils.getField(passwords, "places");
        int all = places.drainPermits();
        try {
            assertThat(setPassword(code, "another password").status()).isEqualTo(503);
        } finally {
            places.release(all);
        }

        assertThat(setPassword(code, "another password").status()).isEqualTo(204);
    }

    @Test
    void aResetHappensAsAWholeOrNotAtAll() throws Exception {
        User user = verified();
        reset(address);
        String code = SERVER.codeTo(address);

        Answer finished = other().during(
                "UPDATE events.session SET last_used_at = last_used_at WHERE account_id = '%s'".formatted(user.id()),
                () -> setPassword(code, "another password"),
                () -> assertThat(tokens(user)).as("until the sessions have ended").isOne());

        assertThat(finished.status()).isEqualTo(204);
        assertThat(tokens(user)).isZero();
    }

    @Test
    void aNewPasswordMakesAnOpenResetUseless() {
        User user = verified();
        reset(address);
        String code = SERVER.codeTo(address);

        var change = Map.of("old_password", Api.PASSWORD, "new_password", "another password");
        assertThat(api.post("/api/user/password", user, change).status()).isEqualTo(204);

        assertThat(setPassword(code, "a third password").status()).isEqualTo(400);
        assertThat(tokens(user)).isZero();
    }

    @Test
    void nothingThatWasSentOpensAClosedAccount() {
        User user = register(address);
        reset(address);
        await().until(() -> tokens(user) == 2);

        close(user);

        assertThat(tokens(user)).isZero();
    }

    @Test
    void aResetThatIsUnderWayWhileItsAccountIsClosedLeavesNoPassword() throws Exception {
        User user = verified();
        reset(address);
        String code = SERVER.codeTo(address);

        other().during(
                "DELETE FROM events.credential WHERE account_id = '%s'".formatted(user.id()),
                () -> setPassword(code, "another password"));

        assertThat(jdbc.sql("SELECT count(*) FROM events.credential WHERE account_id = ?::uuid")
                        .param(user.id())
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void aCodeOpensOnlyWhatItIsFor() {
        register(address);
        String code = SERVER.codeTo(address);

        assertThat(setPassword(code, "another password").status()).isEqualTo(400);
        assertThat(verify(code).status()).isEqualTo(204);
    }

    @Test
    void neitherTheDatabaseNorTheLogKnowsACode(CapturedOutput log) {
        register(address);
        String code = SERVER.codeTo(address);

        assertThat(jdbc.sql("SELECT encode(token_hash, 'escape') FROM events.one_time_token").query(String.class)
                .list())
                .isNotEmpty()
                .doesNotContain(code);
        verify(code);
        assertThat(log.getAll().lines().filter(line -> !line.contains("greenmail")))
                .isNotEmpty()
                .noneMatch(line -> line.contains(code) || line.contains(address));
    }

    private OpenTransaction other() {
        return new OpenTransaction(jdbc, transactions);
    }

    private void close(User user) {
        Answer closed = api.send("DELETE", "/api/user", user, "{\"password\": \"%s\"}".formatted(Api.PASSWORD));
        assertThat(closed.status()).isEqualTo(204);
    }

    private long tokens(User user) {
        return jdbc.sql("SELECT count(*) FROM events.one_time_token WHERE account_id = ?::uuid")
                .param(user.id())
                .query(Long.class)
                .single();
    }

    private User verified() {
        User user = register(address);
        verify(SERVER.codeTo(address));
        SERVER.forgetMails();
        return user;
    }

    private User register(String email) {
        String username = Api.anyUsername();
        Answer answer =
                api.post("/api/register", null, Map.of("username", username, "password", Api.PASSWORD, "email", email));
        assertThat(answer.status()).isEqualTo(201);
        return new User(
                answer.json().get("id").asString(),
                username,
                answer.json().get("access").asString(),
                answer.json().get("refresh").asString());
    }

    private Answer verify(String code) {
        return api.post("/api/verify-email", null, Map.of("token", code));
    }

    private Answer reset(String email) {
        return api.post("/api/password-reset", null, Map.of("email", email));
    }

    private Answer setPassword(String code, String password) {
        return api.post("/api/password-reset/confirm", null, Map.of("token", code, "new_password", password));
    }

    private Answer changeEmail(User user, String email) {
        return api.send(
                "PATCH",
                "/api/user/profile",
                user,
                "{\"email\": \"%s\", \"password\": \"%s\"}".formatted(email, Api.PASSWORD));
    }

    private Answer logIn(String field, String value) {
        return api.post("/api/login", null, Map.of(field, value, "password", Api.PASSWORD));
    }

    private long hoursLeft(String purpose) {
        return jdbc.sql("""
                SELECT floor(extract(epoch FROM expires_at - now()) / 3600) FROM events.one_time_token
                WHERE email = ? AND purpose = ?
                """)
                .param(address)
                .param(purpose)
                .query(Long.class)
                .single();
    }
}
