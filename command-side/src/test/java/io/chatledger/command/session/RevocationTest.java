package io.chatledger.command.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jwt.SignedJWT;
import io.chatledger.command.Api;
import io.chatledger.command.Api.Answer;
import io.chatledger.command.Api.User;
import io.chatledger.command.CommandSideTest;
import io.chatledger.command.TestDatabase;
import io.chatledger.command.revocation.RevocationList;
import io.chatledger.command.revocation.Revocations;
import java.sql.Connection;
import java.sql.DriverManager;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** What ends access tokens before their time, and the list of sessions. In the process that did it, at once. */
@CommandSideTest
@ExtendWith(OutputCaptureExtension.class)
class RevocationTest {

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    SessionHousekeeping housekeeping;

    @Autowired
    RevocationList list;

    Api api;
    User here;
    User there;

    @BeforeEach
    void logInTwice() {
        api = new Api(port);
        here = api.register();
        there = logInAgain();
    }

    @Test
    void whatEndsWhileTheListIsReadIsInTheList() throws Exception {
        list.renewAfterCommit();
        CompletableFuture<Revocations> read;
        try (Connection other = DriverManager.getConnection(TestDatabase.url("chatledger_command"))) {
            other.setAutoCommit(false);
            // Read after the sessions.
            other.createStatement().execute("LOCK TABLE events.account_claim IN ACCESS EXCLUSIVE MODE");
            read = CompletableFuture.supplyAsync(list::current);
            await().until(() -> jdbc.sql("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation ="
                            + " 'events.account_claim'::regclass").query(Long.class).single() > 0);
            jdbc.sql("UPDATE events.session SET ended_at = now(), end_reason = 'LOGGED_OUT' WHERE id = ?::uuid")
                    .param(idOf(there))
                    .update();
            CompletableFuture<Void> renewed = CompletableFuture.runAsync(list::renewAfterCommit);
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            other.rollback();
            renewed.join();
        }
        read.join();

        assertThat(list.current().endedSessions()).contains(UUID.fromString(idOf(there)));
    }

    @Test
    void asvs741LoggingOutEndsTheAccessTokenTooAndNoOtherSession() {
        api.post("/api/logout", null, Map.of("refresh", there.refresh()));

        assertThat(sessions(there).code()).isEqualTo("UNAUTHENTICATED");
        assertThat(sessions(here).status()).isEqualTo(200);
    }

    @Test
    void asvs743ANewPasswordEndsAllOtherSessions() {
        api.post("/api/user/password", here, Map.of("old_password", Api.PASSWORD, "new_password", "another password"));

        assertThat(sessions(there).status()).isEqualTo(401);
        assertThat(refresh(there).status()).isEqualTo(401);
        assertThat(sessions(here).status()).isEqualTo(200);
        assertThat(refresh(here).status()).isEqualTo(200);
        assertThat(reasonOf(there)).isEqualTo("PASSWORD_CHANGED");
    }

    @Test
    void asvs742ASuspendedAccountIsRefusedEverywhereAndGoesOnWhereItWasWhenReactivated() {
        User program = api.exchanged(here, api.post("/api/user/keys", here, Map.of()).json().get("key").asString());
        act("suspend");

        for (Answer refused : List.of(
                sessions(here),
                api.chat(here, "hi"),
                api.post("/api/user/keys", here, Map.of()),
                api.send("PATCH", "/api/user/profile", here, "{}"),
                api.post("/api/chat/" + UUID.randomUUID() + "/cancel", program, Map.of()),
                refresh(here))) {
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.code()).isEqualTo("SUSPENDED");
        }
        assertThat(api.send("GET", "/v1/models", program, null).json().at("/error/code").asString())
                .isEqualTo("suspended");

        act("reactivate");

        assertThat(sessions(here).status()).isEqualTo(200);
        assertThat(refresh(here).status()).isEqualTo(200);
        assertThat(api.send("GET", "/v1/models", program, null).status()).isEqualTo(200);
    }

    @Test
    void asvs832TheRolesOfNowCountNotThoseOfTheAccessToken() {
        setRoles("ADMIN");
        assertThat(administrate(here).status()).as("a role more, at once").isEqualTo(404);

        setRoles("USER");
        assertThat(administrate(here).code()).as("a role less, at once").isEqualTo("FORBIDDEN");
    }

    @Test
    void aUsedRefreshTokenEndsTheAccessTokensOfItsSessionAndItsOwnerCanSeeIt(CapturedOutput log) {
        User next = user(refresh(there));
        jdbc.sql("UPDATE events.refresh_token SET used_at = used_at - interval '11 seconds' WHERE session_id = ?::uuid")
                .param(idOf(there))
                .update();

        assertThat(refresh(there).status()).isEqualTo(401);

        assertThat(sessions(there).status()).isEqualTo(401);
        assertThat(sessions(next).status()).isEqualTo(401);
        assertThat(sessions(here).status()).isEqualTo(200);
        assertThat(reasonOf(there)).isEqualTo("REFRESH_TOKEN_REUSED");
        assertThat(log).contains("WARN").contains(here.id()).doesNotContain(there.refresh());
    }

    @Test
    void asvs752SessionsAreListedNewestFirstAndTheOneThatAsksIsMarked() {
        JsonNode list = sessions(here).json().get("results");

        assertThat(list).hasSize(2);
        assertThat(list.get(0).propertyNames())
                .containsExactly(
                        "id", "created_at", "last_used_at", "expires_at", "ended_at", "end_reason", "user_agent",
                        "current");
        assertThat(list.get(0).get("id").asString()).isEqualTo(idOf(there));
        assertThat(list.get(0).get("current").asBoolean()).isFalse();
        assertThat(list.get(1).get("id").asString()).isEqualTo(idOf(here));
        assertThat(list.get(1).get("current").asBoolean()).isTrue();
        assertThat(list.get(1).get("ended_at").isNull()).isTrue();
    }

    @Test
    void aSessionShowsWhatTheClientThatBeganItCallsItself() {
        for (String[] sentAndShown : new String[][] {
            {"Mozilla/5.0 (X11) <b>Firefox</b>", "Mozilla/5.0 (X11) <b>Firefox</b>"},
            {"curl/8\t\t ", "curl/8"},
            {"x".repeat(200), "x".repeat(200)},
            {"y".repeat(201), "y".repeat(200)},
            {" ", null}
        }) {
            var password = Map.of("username", here.username(), "password", Api.PASSWORD);
            assertThat(api.post("/api/login", null, password, "User-Agent", sentAndShown[0]).status()).isEqualTo(200);

            assertThat(sessions(here).json().at("/results/0/user_agent").asString(null)).isEqualTo(sentAndShown[1]);
        }
    }

    @Test
    void noControlCharacterIsKeptOfIt() {
        assertThat(new UserAgent("a\0b\u001b[31m\u007f\r\n c").value()).isEqualTo("ab[31m c");
        assertThat(new UserAgent("\u0001").value()).isNull();
        assertThat(new UserAgent(null).value()).isNull();
    }

    @Test
    void asvs752OneEndsASessionOfOnesOwnOnceAndNobodyElses() {
        String id = idOf(there);

        assertThat(end("/" + id, api.register()).status()).isEqualTo(404);
        assertThat(end("/" + UUID.randomUUID(), here).status()).isEqualTo(404);
        assertThat(end("/nonsense", here).status()).isEqualTo(404);
        assertThat(sessions(there).status()).isEqualTo(200);

        assertThat(end("/" + id, here).status()).isEqualTo(204);
        assertThat(end("/" + id, here).status()).isEqualTo(404);
        assertThat(sessions(there).status()).isEqualTo(401);
        assertThat(reasonOf(there)).isEqualTo("ENDED_BY_OWNER");
    }

    @Test
    void asvs752OneEndsAllSessionsButTheOneThatAsks() {
        User third = logInAgain();
        User stranger = api.register();

        assertThat(end("", there).status()).isEqualTo(204);

        assertThat(List.of(sessions(here).status(), sessions(third).status())).containsOnly(401);
        assertThat(List.of(sessions(there).status(), sessions(stranger).status())).containsOnly(200);
    }

    @Test
    void asvs731AnIdleSessionIsOverAfterFourteenDays() {
        age(here, "expires_at = now() + interval '5 s'");
        assertThat(refresh(here).status()).isEqualTo(200);
        assertThat(hoursLeft(here)).isEqualTo(14 * 24 - 1);

        age(there, "expires_at = now() - interval '2 ms'");
        assertThat(refresh(there).status()).isEqualTo(401);
        assertThat(sessions(here).json().get("results")).hasSize(1);
    }

    @Test
    void asvs732NoSessionLivesLongerThanNinetyDaysHoweverOftenItIsRefreshed() {
        age(here, "created_at = now() - interval '89 days'");

        assertThat(refresh(here).status()).isEqualTo(200);

        assertThat(hoursLeft(here)).isEqualTo(23);
    }

    @Test
    void whatIsOverIsForgottenInTime() {
        User third = logInAgain();
        end("/" + idOf(there), here);
        end("/" + idOf(third), here);
        age(there, "ended_at = now() - interval '29 days'");
        age(third, "ended_at = now() - interval '31 days'");
        refresh(here);

        housekeeping.forget();

        assertThat(sessions(here).json().get("results")).hasSize(2);
        assertThat(refreshTokens(here)).isEqualTo(2);
        assertThat(refreshTokens(third)).isZero();

        jdbc.sql("UPDATE events.refresh_token SET used_at = used_at - interval '15 days'").update();
        housekeeping.forget();
        assertThat(refreshTokens(here)).isOne();
    }

    @Test
    void whoeverAcceptsAccessTokensCanAskForTheRevocationsAndIsToldWhenNothingHasChanged() {
        end("/" + idOf(there), here);
        Answer published = api.send("GET", "/.well-known/revocations", null, null);
        String etag = published.response().headers().firstValue("ETag").orElseThrow();

        assertThat(published.json().get("ended_sessions").toString()).contains(idOf(there)).doesNotContain(idOf(here));
        assertThat(api.send("GET", "/.well-known/revocations", null, null, "If-None-Match", etag).status())
                .isEqualTo(304);

        act("suspend");
        Answer changed = api.send("GET", "/.well-known/revocations", null, null, "If-None-Match", etag);
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.json().at("/accounts/" + here.id()).toString())
                .isEqualTo("{\"suspended\":true,\"roles\":[\"USER\"]}");
    }

    @Test
    void whatNoValidAccessTokenCanBeOfIsNotPublishedAnyMore() {
        end("/" + idOf(there), here);
        age(there, "ended_at = now() - interval '18 minutes'");
        end("/" + idOf(logInAgain()), here);

        assertThat(api.send("GET", "/.well-known/revocations", null, null).response().body())
                .doesNotContain(idOf(there));
    }

    private User logInAgain() {
        return user(api.post("/api/login", null, Map.of("username", here.username(), "password", Api.PASSWORD)));
    }

    private User user(Answer logIn) {
        assertThat(logIn.status()).isEqualTo(200);
        return new User(
                here.id(),
                here.username(),
                logIn.json().get("access").asString(),
                logIn.json().get("refresh").asString());
    }

    private Answer sessions(User user) {
        return api.send("GET", "/api/user/sessions", user, null);
    }

    private Answer end(String which, User user) {
        return api.send("DELETE", "/api/user/sessions" + which, user, null);
    }

    private Answer refresh(User user) {
        return api.post("/api/token/refresh", null, Map.of("refresh", user.refresh()));
    }

    private void act(String act) {
        assertThat(api.post("/api/admin/users/" + here.id() + "/" + act, api.admin(), Map.of("reason", "a test"))
                        .status()).isEqualTo(200);
    }

    private void setRoles(String role) {
        assertThat(api.send(
                                "PUT",
                                "/api/admin/users/" + here.id() + "/roles",
                                api.admin(),
                                "{\"roles\": [\"%s\"], \"reason\": \"a test\"}".formatted(role))
                        .status())
                .isEqualTo(200);
    }

    private Answer administrate(User user) {
        return api.post("/api/admin/users/" + UUID.randomUUID() + "/suspend", user, Map.of("reason", "a test"));
    }

    private String reasonOf(User user) {
        return sessions(here).json().get("results").valueStream()
                .filter(session -> session.get("id").asString().equals(idOf(user)))
                .findFirst()
                .orElseThrow()
                .get("end_reason")
                .asString();
    }

    private static String idOf(User user) {
        try {
            return SignedJWT.parse(user.access()).getJWTClaimsSet().getStringClaim("sid");
        } catch (ParseException e) {
            throw new AssertionError(e);
        }
    }

    private void age(User user, String change) {
        jdbc.sql("UPDATE events.session SET " + change + " WHERE id = ?::uuid").param(idOf(user)).update();
    }

    private long hoursLeft(User user) {
        return jdbc.sql(
                "SELECT floor(extract(epoch FROM expires_at - now()) / 3600) FROM events.session WHERE id = ?::uuid")
                .param(idOf(user))
                .query(Long.class)
                .single();
    }

    private long refreshTokens(User user) {
        return jdbc.sql("SELECT count(*) FROM events.refresh_token WHERE session_id = ?::uuid")
                .param(idOf(user))
                .query(Long.class)
                .single();
    }
}
