package io.chatledger.command.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatledger.command.Api;
import io.chatledger.command.Api.Answer;
import io.chatledger.command.Api.User;
import io.chatledger.command.CommandSideTest;
import io.chatledger.command.OpenTransaction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.transaction.PlatformTransactionManager;

/** Passwords that change while somebody is about to be let in by the old one, or to change it. */
@CommandSideTest
class PasswordRaceTest {

    private static final String CHANGED = new Argon2PasswordEncoder(16, 32, 1, 19_456, 2).encode("another password");

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    PlatformTransactionManager transactions;

    Api api;
    User user;
    OpenTransaction other;

    @BeforeEach
    void register() {
        api = new Api(port);
        user = api.register();
        other = new OpenTransaction(jdbc, transactions);
    }

    @Test
    void aLogInThatIsUnderWayWhileThePasswordChangesIsRefusedAndBeginsNoSession() throws Exception {
        Answer late = other.during(setHash(CHANGED), () -> logIn(Api.PASSWORD));

        assertThat(late.code()).isEqualTo("BAD_CREDENTIALS");
        assertThat(sessions()).as("the one from the registration").isOne();
        assertThat(logIn("another password").status()).isEqualTo(200);
    }

    @Test
    void aLogInThatIsUnderWayWhileTheAccountIsSuspendedOrClosedBeginsNoSession() throws Exception {
        String suspend = "UPDATE events.account_claim SET suspended = true";
        for (String act : List.of(suspend, "DELETE FROM events.credential")) {
            Answer late = other.during(act + mine(), () -> logIn(Api.PASSWORD));

            assertThat(late.code()).isEqualTo("BAD_CREDENTIALS");
            jdbc.sql("UPDATE events.account_claim SET suspended = false" + mine()).update();
        }
        assertThat(sessions()).isOne();
    }

    @Test
    void noSessionBeginsAfterThoseOfAnAccountThatIsBeingClosedHaveEnded() throws Exception {
        var meanwhile = Executors.newVirtualThreadPerTaskExecutor();
        List<Future<Answer>> late = new ArrayList<>();
        Answer closed = other.during(
                "UPDATE events.session SET last_used_at = last_used_at" + mine(),
                () -> api.send("DELETE", "/api/user", user, "{\"password\": \"%s\"}".formatted(Api.PASSWORD)),
                () -> {
                    late.add(meanwhile.submit(() -> logIn(Api.PASSWORD)));
                    await().until(() -> late.getFirst().isDone() || waiting() == 2 || sessions() == 2);
                });

        assertThat(closed.status()).isEqualTo(204);
        assertThat(late.getFirst().get().status()).isEqualTo(401);
        assertThat(sessions()).isZero();
    }

    @Test
    void anAccountIsNotClosedByAPasswordThatIsJustBeingChanged() throws Exception {
        Answer late = other.during(
                setHash(CHANGED),
                () -> api.send("DELETE", "/api/user", user, "{\"password\": \"%s\"}".formatted(Api.PASSWORD)));

        assertThat(late.code()).isEqualTo("BAD_CREDENTIALS");
        assertThat(api.chat(user, "still there").status()).isEqualTo(200);
    }

    @Test
    void aLogInThatHashesThePasswordAnewDoesNotUndoAChangeOfIt() throws Exception {
        weaken();

        Answer late = other.during(setHash(CHANGED), () -> logIn(Api.PASSWORD));

        assertThat(late.status()).isEqualTo(401);
        assertThat(hash()).isEqualTo(CHANGED);
    }

    @Test
    void logInsAtTheSameTimeAllSucceedAlthoughOneOfThemHashesThePasswordAnew() throws Exception {
        weaken();
        Callable<Integer> logIn = () -> logIn(Api.PASSWORD).status();
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var statuses = clients.invokeAll(Collections.nCopies(8, logIn)).stream().map(Future::resultNow).toList();

            assertThat(statuses).containsOnly(200);
        }
    }

    @Test
    void ofTwoChangesAtTheSameTimeTheSecondDoesNotUndoTheFirst() throws Exception {
        Answer late = other.during(setHash(CHANGED), () -> change("a third password"));

        assertThat(late.code()).isEqualTo("BAD_CREDENTIALS");
        assertThat(hash()).isEqualTo(CHANGED);
    }

    @Test
    void theNewPasswordAndTheEndOfTheOtherSessionsAreOneTransaction() throws Exception {
        logIn(Api.PASSWORD);
        String before = hash();

        Answer changed = other.during(
                "UPDATE events.session SET last_used_at = last_used_at" + mine(),
                () -> change("another password"),
                () -> assertThat(hash()).isEqualTo(before));

        assertThat(changed.status()).isEqualTo(204);
        assertThat(hash()).isNotEqualTo(before);
    }

    private void weaken() {
        jdbc.sql(setHash(new Argon2PasswordEncoder(16, 32, 1, 4096, 1).encode(Api.PASSWORD))).update();
    }

    private String setHash(String hash) {
        return "UPDATE events.credential SET password_hash = '" + hash + "'" + mine();
    }

    private String mine() {
        return " WHERE account_id = '" + user.id() + "'";
    }

    private Answer logIn(String password) {
        return api.post("/api/login", null, Map.of("username", user.username(), "password", password));
    }

    private Answer change(String chosen) {
        return api.post("/api/user/password", user, Map.of("old_password", Api.PASSWORD, "new_password", chosen));
    }

    private String hash() {
        return jdbc.sql("SELECT password_hash FROM events.credential" + mine()).query(String.class).single();
    }

    private long waiting() {
        return jdbc.sql("SELECT count(*) FROM pg_locks WHERE NOT granted").query(Long.class).single();
    }

    private long sessions() {
        return jdbc.sql("SELECT count(*) FROM events.session" + mine() + " AND ended_at IS NULL")
                .query(Long.class)
                .single();
    }
}
