package io.chatledger.command.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatledger.api.ErrorCode;
import io.chatledger.command.Api;
import io.chatledger.command.Api.User;
import io.chatledger.command.CommandSideTest;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;

@CommandSideTest
class PasswordsTest {

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Credentials credentials;

    @Test
    void aHashWithWeakerParametersIsReplacedAtTheNextLogInAndNoOtherIs() {
        var api = new Api(port);
        User user = api.register();
        String today = hash(user);
        logIn(api, user, Api.PASSWORD);
        assertThat(hash(user)).isEqualTo(today);

        String weak = new Argon2PasswordEncoder(16, 32, 1, 4096, 1).encode(Api.PASSWORD);
        jdbc.sql("UPDATE events.credential SET password_hash = ? WHERE account_id = ?::uuid")
                .param(weak)
                .param(user.id())
                .update();

        assertThat(logIn(api, user, "wrong one")).isEqualTo(401);
        assertThat(hash(user)).isEqualTo(weak);
        assertThat(logIn(api, user, Api.PASSWORD)).isEqualTo(200);
        assertThat(hash(user)).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(logIn(api, user, Api.PASSWORD)).isEqualTo(200);
    }

    @Test
    void noMoreAreHashedAtOnceOrWaitThanThereIsRoomFor() throws Exception {
        var passwords = new Passwords(credentials, new PasswordSettings(8, 128, 1, 1, Duration.ofSeconds(5)));
        Callable<Boolean> hashing = () -> {
            try {
                passwords.hash(new Password("correct horse"));
                return true;
            } catch (Refusal busy) {
                assertThat(busy.code()).isEqualTo(ErrorCode.UNAVAILABLE);
                return false;
            }
        };
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var hashed = clients.invokeAll(Collections.nCopies(50, hashing)).stream().map(Future::resultNow).toList();

            assertThat(Collections.frequency(hashed, true)).isBetween(2, 25);
        }
        assertThat(hashing.call()).as("when they are done there is room again").isTrue();
    }

    @Test
    void whatIsRefusedInItsTurnLeavesItsPlaceToOthers() {
        var passwords = new Passwords(credentials, new PasswordSettings(8, 128, 1, 1, Duration.ofSeconds(5)));
        var taken = new Refusal(ErrorCode.USERNAME_TAKEN, "This username is taken.");
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> passwords.hash(new Password("correct horse"), () -> {
                throw taken;
            })).isSameAs(taken);
        }

        assertThat(passwords.hash(new Password("correct horse"))).startsWith("$argon2id$");
    }

    private String hash(User user) {
        return jdbc.sql("SELECT password_hash FROM events.credential WHERE account_id = ?::uuid")
                .param(user.id())
                .query(String.class)
                .single();
    }

    private static int logIn(Api api, User user, String password) {
        return api.post("/api/login", null, Map.of("username", user.username(), "password", password)).status();
    }
}
