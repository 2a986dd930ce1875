package io.chatledger.command.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.command.Api;
import io.chatledger.command.Api.Answer;
import io.chatledger.command.Api.User;
import io.chatledger.command.CommandSideTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@CommandSideTest
class SessionTest {

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient jdbc;

    Api api;

    @BeforeEach
    void connect() {
        api = new Api(port);
    }

    // --- registering

    @Test
    void registeringGivesTheAccountAndItsFirstSession() {
        String username = Api.anyUsername();
        Answer answer = api.post(
                "/api/register",
                null,
                Map.of("username", username, "password", "correct horse", "password2", "correct horse", "email",
                        username + "@x.org"));

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.json().propertyNames())
                .containsExactlyInAnyOrder(
                        "message", "id", "username", "email", "tokens", "token", "access", "refresh", "token_type",
                        "expires_in");
        assertThat(answer.json().get("tokens").asLong()).isEqualTo(4000);
        assertThat(answer.json().get("token").asString()).matches("[A-Za-z0-9]{32}");
        assertThat(answer.json().get("token_type").asString()).isEqualTo("Bearer");
        assertThat(answer.json().get("expires_in").asLong()).isEqualTo(900);
    }

    @Test
    void thePasswordMayBeCalledPassword1() {
        assertThat(api.post("/api/register", null, Map.of("username", Api.anyUsername(), "password1", "correct horse"))
                        .status())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            password                | {"username": "someone"}
            password                | {"username": "someone", "password": "1234567"}
            password2               | {"username": "someone", "password": "correct horse", "password2": "correct mule"}
            username                | {"password": "correct horse"}
            username                | {"username": "ab", "password": "correct horse"}
            username                | {"username": "a b c", "password": "correct horse"}
            username                | {"username": 123, "password": "correct horse"}
            email                   | {"username": "someone", "password": "correct horse", "email": "nowhere"}
            tokens                  | {"username": "someone", "password": "correct horse", "tokens": 9}
            """)
    void whatCannotBeRegisteredIsRefusedByField(String field, String body) {
        Answer answer = api.send("POST", "/api/register", null, body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("INVALID_REQUEST");
        assertThat(answer.json().get("errors").get(0).get("field").asString()).isEqualTo(field);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 64})
    void usernamesOfThreeToSixtyFourCharactersAreFine(int length) {
        String username = Api.anyUsername().repeat(6).substring(0, length);
        assertThat(api.post("/api/register", null, Map.of("username", username, "password", "correct horse")).status())
                .isIn(201, 409);
        assertThat(api.post("/api/register", null, Map.of("username", "x".repeat(65), "password", "correct horse"))
                .status())
                .isEqualTo(400);
    }

    @Test
    void usernameAndEmailAreUniqueWithoutRegardToCaseAndARefusedRegistrationLeavesNothing() {
        String name = Api.anyUsername();
        api.post("/api/register", null,
                Map.of("username", name, "password", "correct horse", "email", name + "@x.org"));
        long eventsBefore = events();
        long credentialsBefore = credentials();

        Answer sameName =
                api.post("/api/register", null, Map.of("username", name.toUpperCase(), "password", "correct horse"));
        Answer sameEmail = api.post(
                "/api/register",
                null,
                Map.of("username", Api.anyUsername(), "password", "correct horse", "email", name.toUpperCase()
                        + "@X.org"));

        assertThat(sameName.status()).isEqualTo(409);
        assertThat(sameName.code()).isEqualTo("USERNAME_TAKEN");
        assertThat(sameEmail.status()).isEqualTo(409);
        assertThat(sameEmail.code()).isEqualTo("EMAIL_TAKEN");
        assertThat(events()).isEqualTo(eventsBefore);
        assertThat(credentials()).isEqualTo(credentialsBefore);
    }

    @Test
    void ofFiftyParallelRegistrationsOfOneNameOneSucceeds() throws Exception {
        var body = Map.of("username", Api.anyUsername(), "password", "correct horse");
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var statuses = clients.invokeAll(
                            Collections.nCopies(50, () -> api.post("/api/register", null, body).status()))
                    .stream()
                    .map(Future::resultNow)
                    .toList();

            assertThat(statuses).containsOnly(201, 409);
            assertThat(Collections.frequency(statuses, 201)).isOne();
        }
    }

    @Test
    void noNameOpensTwoAccounts() {
        String name = Api.anyUsername();
        String address = name + "@x.org";
        api.post("/api/register", null, Map.of("username", name, "password", "correct horse", "email", address));

        Answer asUsername = api.post("/api/register", null, Map.of("username", address, "password", "correct horse"));
        User other = api.register(Api.anyUsername() + "@x.org");
        Answer asEmail = api.post(
                "/api/register",
                null,
                Map.of("username", Api.anyUsername(), "password", "correct horse", "email", other.username()));

        assertThat(asUsername.code()).isEqualTo("USERNAME_TAKEN");
        assertThat(asEmail.code()).isEqualTo("EMAIL_TAKEN");
    }

    @Test
    void ofAUsernameAndAnEmailThatAreTheSameOnlyOneIsRegisteredHoweverManyTryAtOnce() throws Exception {
        String name = Api.anyUsername() + "@x.org";
        Callable<Integer> asUsername =
                () -> api.post("/api/register", null, Map.of("username", name, "password", "correct horse")).status();
        Callable<Integer> asEmail = () -> api.post(
                        "/api/register",
                        null,
                        Map.of("username", Api.anyUsername(), "password", "correct horse", "email", name))
                .status();
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var statuses = clients
                    .invokeAll(Stream.generate(() -> List.of(asUsername, asEmail)).limit(10).flatMap(List::stream)
                            .toList())
                    .stream()
                    .map(Future::resultNow)
                    .toList();

            assertThat(statuses).containsOnly(201, 409);
            assertThat(Collections.frequency(statuses, 201)).isOne();
        }
    }

    @Test
    void onesOwnEmailMayBeOnesUsernameAndStaysItWhenTheEmailChanges() {
        String name = Api.anyUsername() + "@x.org";
        Answer registered =
                api.post("/api/register", null, Map.of("username", name, "password", "correct horse", "email", name));
        assertThat(registered.status()).isEqualTo(201);
        User user = new User("", name, registered.json().get("access").asString(), "");

        api.send("PATCH", "/api/user/profile", user, "{\"email\": null}");

        assertThat(logIn("username", name).status()).isEqualTo(200);
        assertThat(logIn("email", name).status()).isEqualTo(401);
    }

    @Test
    void anEmailThatWasGivenUpIsFreeAndARefusedChangeHasNotHappened() {
        String address = Api.anyUsername() + "@x.org";
        User user = api.register();
        User other = api.register();
        changeEmail(user, address);
        long events = events();

        assertThat(changeEmail(other, address).code()).isEqualTo("EMAIL_TAKEN");
        assertThat(events()).isEqualTo(events);
        assertThat(api.chat(other, "still there").status()).isEqualTo(200);

        changeEmail(user, Api.anyUsername() + "@x.org");
        assertThat(changeEmail(other, address.toUpperCase()).status()).isEqualTo(200);
    }

    private Answer changeEmail(User user, String address) {
        return api.send("PATCH", "/api/user/profile", user, "{\"email\": \"%s\"}".formatted(address));
    }

    // --- logging in

    @Test
    void oneLogsInByUsernameInAnyCaseOrByEmailInEitherField() {
        String name = Api.anyUsername();
        api.post("/api/register", null,
                Map.of("username", name, "password", "correct horse", "email", name + "@x.org"));

        assertThat(logIn("username", name).status()).isEqualTo(200);
        assertThat(logIn("username", name.toUpperCase()).status()).isEqualTo(200);
        assertThat(logIn("username", name + "@x.org").status()).isEqualTo(200);
        assertThat(logIn("email", name + "@x.org").status()).isEqualTo(200);
        assertThat(logIn("email", name).status()).isEqualTo(401);
        assertThat(logIn("email", name + "@x.org").json().propertyNames())
                .contains("token", "access", "refresh", "token_type", "expires_in", "tokens");
    }

    private Answer logIn(String field, String value) {
        return api.post("/api/login", null, Map.of(field, value, "password", "correct horse"));
    }

    @Test
    void anUnknownUserAWrongPasswordAndASuspendedAccountGetTheSameAnswer() {
        User suspended = api.register();
        assertThat(api.post("/api/admin/users/" + suspended.id() + "/suspend", api.admin(), Map.of("reason", "a test"))
                .status())
                .isEqualTo(200);

        var answers = List.of(
                api.post("/api/login", null, Map.of("username", "nobody-here", "password", Api.PASSWORD)),
                api.post("/api/login", null, Map.of("username", api.register().username(), "password", "wrong one")),
                api.post("/api/login", null, Map.of("username", suspended.username(), "password", Api.PASSWORD)));

        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.code()).isEqualTo("BAD_CREDENTIALS");
            assertThat(answer.response().headers().firstValue("WWW-Authenticate")).contains("Bearer");
            assertThat(answer.json().get("detail")).isEqualTo(answers.getFirst().json().get("detail"));
        });
    }

    /** Hashing takes most of the time of a log-in: without it the answer would come ten times as fast. */
    @Test
    void asvs638TheTimeOfARefusalDoesNotTellWhetherThereIsSuchAnAccount() {
        String somebody = api.register().username();
        List<Duration> known = new ArrayList<>();
        List<Duration> unknown = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            known.add(timeOfRefusal(somebody));
            unknown.add(timeOfRefusal(Api.anyUsername()));
        }

        assertThat(median(unknown)).isBetween(median(known).dividedBy(3), median(known).multipliedBy(3));
    }

    private Duration timeOfRefusal(String username) {
        long start = System.nanoTime();
        assertThat(api.post("/api/login", null, Map.of("username", username, "password", "wrong one")).status())
                .isEqualTo(401);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static Duration median(List<Duration> times) {
        return times.stream().sorted().toList().get(times.size() / 2);
    }

    @Test
    void aPasswordThatIsNoTextIsRefusedEverywhere() {
        String broken = "\"\\ud800abcdefgh\"";

        assertThat(api.send("POST", "/api/register", null, "{\"username\": \"some\", \"password\": " + broken + "}")
                .status())
                .isEqualTo(400);
        assertThat(api.send("POST", "/api/login", null, "{\"username\": \"some\", \"password\": " + broken + "}")
                .status())
                .isEqualTo(400);
        assertThat(api.send(
                                "POST",
                                "/api/user/password",
                                api.register(),
                                "{\"old_password\": %s, \"new_password\": %s}".formatted(broken, broken))
                        .status())
                .isEqualTo(400);
    }

    // --- refreshing

    @Test
    void aRefreshTokenIsGoodForOneUseAndGivesTheNext() {
        User user = api.register();
        Answer first = refresh(user.refresh());

        assertThat(first.status()).isEqualTo(200);
        assertThat(refresh(first.json().get("refresh").asString()).status()).isEqualTo(200);
    }

    @Test
    void aUsedRefreshTokenEndsItsSessionAndNoOther() {
        User user = api.register();
        Answer other = logInAgain(user);
        String next = refresh(user.refresh()).json().get("refresh").asString();
        usesAreOlderBy(user, "10.1 s");

        Answer reused = refresh(user.refresh());

        assertThat(reused.status()).isEqualTo(401);
        assertThat(reused.code()).isEqualTo("UNAUTHENTICATED");
        assertThat(refresh(next).status()).isEqualTo(401);
        assertThat(refresh(other.json().get("refresh").asString()).status()).isEqualTo(200);
    }

    @Test
    void aRefreshTokenThatComesAgainWithinTenSecondsGivesTheSameNextOne() {
        User user = api.register();
        String next = refresh(user.refresh()).json().get("refresh").asString();
        usesAreOlderBy(user, "8 s");

        assertThat(refresh(user.refresh()).json().get("refresh").asString()).isEqualTo(next);
        assertThat(refresh(next).status()).isEqualTo(200);
        assertThat(refresh(user.refresh()).json().get("refresh").asString())
                .as("also if that is used by now")
                .isEqualTo(next);
    }

    @Test
    void howeverManyRefreshAtTheSameMomentAllGetTheSameTokens() throws Exception {
        for (int round = 0; round < 10; round++) {
            String token = api.register().refresh();
            Callable<Answer> refresh = () -> refresh(token);
            try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Answer> answers = clients.invokeAll(Collections.nCopies(8, refresh)).stream()
                        .map(Future::resultNow)
                        .toList();
                assertThat(answers).extracting(Answer::status).containsOnly(200);
                assertThat(answers).extracting(answer -> answer.json().get("refresh").asString()).containsOnly(
                        answers.getFirst().json().get("refresh").asString());
                assertThat(answers).extracting(answer -> answer.json().get("token").asString()).containsOnly(
                        answers.getFirst().json().get("token").asString());
                assertThat(refresh(answers.getFirst().json().get("refresh").asString()).status()).isEqualTo(200);
            }
        }
    }

    @Test
    void theTokenOfASessionStaysTheSameHoweverOftenItIsRefreshed() {
        Answer first = api.post("/api/register", null, Map.of("username", Api.anyUsername(), "password", Api.PASSWORD));
        Answer second = refresh(first.json().get("refresh").asString());
        Answer third = refresh(second.json().get("refresh").asString());

        assertThat(third.json().get("token")).isEqualTo(second.json().get("token"))
                .isEqualTo(first.json().get("token"));
        assertThat(logInAgain(api.register()).json().get("token")).isNotEqualTo(first.json().get("token"));
    }

    @Test
    void aSessionFromBeforeThereWereTokensGetsOneWhenItIsRefreshed() {
        User user = api.register();
        jdbc.sql("UPDATE events.session SET token_hash = NULL" + of(user)).update();
        jdbc.sql("UPDATE events.refresh_token SET sealed = NULL WHERE session_id IN (SELECT id FROM events.session"
                + of(user) + ")").update();

        Answer first = refresh(user.refresh());
        Answer second = refresh(first.json().get("refresh").asString());

        assertThat(first.json().get("token").asString()).matches("[A-Za-z0-9]{32}");
        assertThat(second.json().get("token")).isEqualTo(first.json().get("token"));
    }

    @Test
    void noTokenIsKeptInTheClearNorForLongWhatCameAfterIt() {
        User user = api.register();
        Answer first = refresh(user.refresh());
        String next = first.json().get("refresh").asString();
        assertThat(jdbc.sql("SELECT encode(token_hash, 'escape') || encode(sealed, 'escape') FROM events.refresh_token"
                                + " WHERE session_id IN (SELECT id FROM events.session" + of(user) + ")")
                        .query(String.class)
                        .list())
                .hasSize(2)
                .noneMatch(row -> row.contains(next) || row.contains(first.json().get("token").asString()));
        usesAreOlderBy(user, "10.1 s");

        refresh(next);

        assertThat(jdbc.sql("SELECT count(*) FROM events.refresh_token WHERE used_at < now() - interval '10 s'"
                                + " AND sealed IS NOT NULL AND session_id IN (SELECT id FROM events.session" + of(user)
                                + ")")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    private void usesAreOlderBy(User user, String age) {
        jdbc.sql("UPDATE events.refresh_token SET used_at = used_at - ?::interval WHERE session_id IN"
                        + " (SELECT id FROM events.session" + of(user) + ")")
                .param(age)
                .update();
    }

    private static String of(User user) {
        return " WHERE account_id = '" + user.id() + "'";
    }

    @Test
    void loggingOutEndsTheSessionAndAnUnknownTokenIsNoError() {
        User user = api.register();

        assertThat(api.post("/api/logout", null, Map.of("refresh", user.refresh())).status()).isEqualTo(204);
        assertThat(api.post("/api/logout", null, Map.of("refresh", "unknown")).status()).isEqualTo(204);

        assertThat(refresh(user.refresh()).status()).isEqualTo(401);
    }

    @Test
    void aNewPasswordNeedsTheOldOne() {
        User user = api.register();

        assertThat(changePassword(user, "wrong one", "another password").code()).isEqualTo("BAD_CREDENTIALS");
        assertThat(changePassword(user, Api.PASSWORD, "short").status()).isEqualTo(400);
        assertThat(changePassword(user, Api.PASSWORD, "another password").status()).isEqualTo(204);

        assertThat(logInAgain(user).status()).isEqualTo(401);
        assertThat(api.post("/api/login", null, Map.of("username", user.username(), "password", "another password"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aPasswordIsNotResetWhereNoMailsAreSent() {
        Answer refused = api.post("/api/password-reset", null, Map.of("email", "ada@example.org"));

        assertThat(refused.status()).isEqualTo(404);
        assertThat(refused.code()).isEqualTo("NOT_FOUND");
    }

    @Test
    void noSecretIsKeptInTheClear() {
        User user = api.register();

        assertThat(jdbc.sql("SELECT password_hash FROM events.credential WHERE account_id = ?::uuid")
                        .param(user.id())
                        .query(String.class)
                        .single())
                .startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(jdbc.sql("SELECT count(*) FROM events.refresh_token WHERE token_hash = ?::bytea")
                        .param(user.refresh())
                        .query(Long.class)
                        .single())
                .isZero();
        assertThat(
                jdbc.sql("SELECT convert_from(payload, 'UTF8') FROM events.domain_event WHERE aggregate_identifier = ?")
                        .param(user.id())
                        .query(String.class)
                        .list())
                .isNotEmpty()
                .noneMatch(payload -> payload.contains(Api.PASSWORD) || payload.contains("argon2"));
    }

    private Answer changePassword(User user, String old, String chosen) {
        return api.post("/api/user/password", user, Map.of("old_password", old, "new_password", chosen));
    }

    private Answer logInAgain(User user) {
        return api.post("/api/login", null, Map.of("username", user.username(), "password", Api.PASSWORD));
    }

    private Answer refresh(String token) {
        return api.post("/api/token/refresh", null, Map.of("refresh", token));
    }

    private long events() {
        return jdbc.sql("SELECT count(*) FROM events.domain_event").query(Long.class).single();
    }

    private long credentials() {
        return jdbc.sql("SELECT count(*) FROM events.credential").query(Long.class).single();
    }
}
