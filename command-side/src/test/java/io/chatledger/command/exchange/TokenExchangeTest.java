package io.chatledger.command.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.command.Api;
import io.chatledger.command.Api.Answer;
import io.chatledger.command.Api.User;
import io.chatledger.command.CommandSideTest;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The tokens of sessions, which are exchanged for access tokens as API keys are. */
@CommandSideTest
class TokenExchangeTest {

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient jdbc;

    Api api;
    User user;
    String token;
    String refresh;
    String sessionId;

    @BeforeEach
    void logIn() {
        api = new Api(port);
        user = api.register();
        Answer session = api.post("/api/login", null, Map.of("username", user.username(), "password", Api.PASSWORD));
        token = session.json().get("token").asString();
        refresh = session.json().get("refresh").asString();
        sessionId =
                jdbc.sql("SELECT id FROM events.session WHERE account_id = ?::uuid ORDER BY created_at DESC LIMIT 1")
                .param(user.id())
                .query(String.class)
                .single();
    }

    @Test
    void asvs721ATokenOpensWhatItsSessionOpens() {
        User exchanged = api.exchanged(user, token);

        assertThat(api.chat(exchanged, "hi").status()).isEqualTo(200);
        assertThat(api.send("GET", "/api/user/sessions", exchanged, null).json().get("results").valueStream()
                        .filter(session -> session.get("current").asBoolean()))
                .singleElement()
                .satisfies(current -> assertThat(current.get("id").asString()).isEqualTo(sessionId));
        assertThat(api.exchange(token).json().get("expires_in").asLong()).isBetween(110L, 120L);
    }

    @Test
    void theTokenOfAnAdministratorHasHisRoles() {
        Answer session =
                api.post("/api/login", null, Map.of("username", "admin", "password", "correct horse battery"));
        User admin = api.exchanged(user, session.json().get("token").asString());

        assertThat(api.post("/api/admin/users/" + user.id() + "/suspend", admin, Map.of("reason", "a test")).status())
                .isEqualTo(200);
    }

    @Test
    void asvs741ATokenEndsWithItsSession() {
        User exchanged = api.exchanged(user, token);

        api.post("/api/logout", null, Map.of("refresh", refresh));

        assertThat(api.exchange(token).code()).isEqualTo("UNAUTHENTICATED");
        assertThat(api.chat(exchanged, "hi").code()).isEqualTo("UNAUTHENTICATED");
    }

    @Test
    void asvs743ANewPasswordEndsTheTokensOfAllOtherSessions() {
        User exchanged = api.exchanged(user, token);

        api.post(
                "/api/user/password",
                exchanged,
                Map.of("old_password", Api.PASSWORD, "new_password", "another password"));

        assertThat(api.exchange(token).status()).as("the one that asked goes on").isEqualTo(200);
        assertThat(api.chat(exchanged, "hi").status()).isEqualTo(200);
        assertThat(api.chat(user, "hi").status()).as("that of the registration").isEqualTo(401);
    }

    @Test
    void theTokenOfASuspendedAccountIsKnownButOpensNothing() {
        api.post("/api/admin/users/" + user.id() + "/suspend", api.admin(), Map.of("reason", "a test"));

        assertThat(api.exchange(token).status()).isEqualTo(403);
        assertThat(api.exchange(token).code()).isEqualTo("SUSPENDED");
    }

    @Test
    void whatIsNoTokenIsRefused() {
        for (String wrong : new String[] {"", "a".repeat(32), token.substring(1), token + "a", token.toLowerCase()}) {
            assertThat(api.exchange(wrong).code()).as(wrong).isEqualTo("UNAUTHENTICATED");
        }
        assertThat(api.post("/internal/token-exchange", null, Map.of()).status()).isEqualTo(400);
    }

    @Test
    void asvs731ASessionThatIsUsedByItsTokenLivesOn() {
        set("expires_at = now() + interval '1 hour', last_used_at = now() - interval '5 minutes 1 second'");

        api.exchange(token);

        assertThat(expiry()).isBetween(in(Duration.ofDays(14).minusMinutes(1)), in(Duration.ofDays(14)));
    }

    @Test
    void thatIsNotNotedWithEachUse() {
        set("expires_at = now() + interval '1 hour', last_used_at = now() - interval '4 minutes 50 seconds'");

        api.exchange(token);

        assertThat(expiry()).isBefore(in(Duration.ofHours(1)));
    }

    @Test
    void asvs732ASessionEndsAfterNinetyDaysHoweverOftenItIsUsed() {
        set("created_at = now() - interval '90 days' + interval '1 minute', last_used_at = now() - interval '1 day'");

        assertThat(api.exchange(token).json().get("expires_in").asLong()).as("no longer than the session")
                .isBetween(1L, 60L);

        set("expires_at = now()");
        assertThat(api.exchange(token).code()).isEqualTo("UNAUTHENTICATED");
    }

    @Test
    void asvs731ASessionThatNobodyUsesIsOver() {
        set("expires_at = now() - interval '1 millisecond'");

        assertThat(api.exchange(token).code()).isEqualTo("UNAUTHENTICATED");
    }

    private void set(String columns) {
        jdbc.sql("UPDATE events.session SET " + columns + " WHERE id = ?::uuid").param(sessionId).update();
    }

    private Instant expiry() {
        return jdbc.sql("SELECT expires_at FROM events.session WHERE id = ?::uuid")
                .param(sessionId)
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
    }

    private static Instant in(Duration time) {
        return Instant.now().plus(time);
    }
}
