package io.chatledger.command.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatledger.command.Api;
import io.chatledger.command.Api.Answer;
import io.chatledger.command.Api.User;
import io.chatledger.command.CommandSideTest;
import io.chatledger.command.OpenTransaction;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.PlatformTransactionManager;
import tools.jackson.databind.json.JsonMapper;

/** Changing one's address where mails are sent and addresses need not be verified. */
@CommandSideTest
class AddressTest {

    private static final MailServer SERVER = new MailServer();

    @DynamicPropertySource
    static void useTheServer(DynamicPropertyRegistry properties) {
        SERVER.startAndUse(properties);
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

    Api api;
    User user;
    String address = Api.anyUsername() + "@example.org";

    @BeforeEach
    void registerWithoutAnAddress() {
        api = new Api(port);
        user = api.register();
    }

    @Test
    void anAccessTokenAloneDoesNotChangeTheAddress() {
        Answer without = change(address, null);
        assertThat(without.status()).isEqualTo(400);
        assertThat(without.json().at("/errors/0/field").asString()).isEqualTo("password");
        assertThat(change(address, "wrong one").code()).isEqualTo("BAD_CREDENTIALS");
        assertThat(emailOf(change(null, null))).isNull();

        assertThat(emailOf(change(address, Api.PASSWORD))).isEqualTo(address);
    }

    @Test
    void anAccessTokenAloneDoesNotTakeTheAddressAwayEither() {
        change(address, Api.PASSWORD);

        assertThat(change(null, null).status()).isEqualTo(400);
        assertThat(change(null, "wrong one").status()).isEqualTo(401);
        assertThat(emailOf(change(address, null))).as("this changes nothing").isEqualTo(address);
        assertThat(emailOf(change(null, Api.PASSWORD))).isNull();
    }

    @Test
    void aPasswordThatIsJustBeingChangedDoesNotChangeTheAddress() throws Exception {
        change(address, Api.PASSWORD);

        Answer late = new OpenTransaction(jdbc, transactions).during(
                "UPDATE events.credential SET password_hash = 'another' WHERE account_id = '%s'".formatted(user.id()),
                () -> change(Api.anyUsername() + "@example.org", Api.PASSWORD));

        assertThat(late.code()).isEqualTo("BAD_CREDENTIALS");
        assertThat(emailOf(change(address, null))).as("as it was").isEqualTo(address);
        assertThat(api.chat(user, "still there").status()).isEqualTo(200);
    }

    @Test
    void theOldAddressIsToldAndNoOther() {
        change(address, Api.PASSWORD);
        String newer = Api.anyUsername() + "@example.org";
        change(newer, Api.PASSWORD);

        await().untilAsserted(() -> assertThat(SERVER.mailsTo(address)).hasSize(1));
        assertThat(SERVER.textTo(address)).contains("now has another one").doesNotContain(newer, user.username());
        assertThat(SERVER.mailsTo(newer)).isEmpty();
    }

    private Answer change(String email, String password) {
        Map<String, String> body = new HashMap<>();
        body.put("email", email);
        if (password != null) {
            body.put("password", password);
        }
        return api.send("PATCH", "/api/user/profile", user, JsonMapper.shared().writeValueAsString(body));
    }

    private static String emailOf(Answer changed) {
        assertThat(changed.status()).isEqualTo(200);
        return changed.json().get("email").isNull() ? null : changed.json().get("email").asString();
    }
}
