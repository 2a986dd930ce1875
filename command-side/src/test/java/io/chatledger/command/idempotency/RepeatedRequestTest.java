package io.chatledger.command.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatledger.api.AccountId;
import io.chatledger.api.Actor;
import io.chatledger.api.GrantTokens;
import io.chatledger.api.Reason;
import io.chatledger.api.TokenAmount;
import io.chatledger.command.Api;
import io.chatledger.command.Api.Answer;
import io.chatledger.command.Api.User;
import io.chatledger.command.CommandSideTest;
import io.chatledger.command.account.AccountCommands;
import io.chatledger.command.store.Batches;
import io.chatledger.command.store.GroupCommit;
import io.chatledger.webaccess.IdempotencyKey;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import tools.jackson.databind.json.JsonMapper;

@CommandSideTest
class RepeatedRequestTest {

    private static final int REPEATERS = 50;

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    KeptAnswers answers;

    @Autowired
    GroupCommit commit;

    @Autowired
    JsonMapper json;

    @Autowired
    Batches batches;

    @Autowired
    Clock clock;

    @Autowired
    AccountCommands commands;

    Api api;
    User admin;
    User user;
    String key;

    @BeforeEach
    void connect() {
        api = new Api(port);
        admin = api.admin();
        user = api.register();
        key = "key-" + UUID.randomUUID();
    }

    @Test
    void aGrantIsMadeOnceAndAnsweredTheSameToTheLetter() {
        Answer first = adjust(5, key);
        adjust(7, "another-" + key);

        Answer again = adjust(5, key);

        assertThat(first.status()).isEqualTo(200);
        assertThat(isReplayed(first)).isFalse();
        assertThat(isReplayed(again)).isTrue();
        assertThat(again.response().body()).isEqualTo(first.response().body());
        assertThat(api.available(user)).isEqualTo(4012);
    }

    @Test
    void fiftyGrantsAtOnceAreOne() throws Exception {
        List<Answer> all = atOnce(() -> adjust(5, key));

        assertThat(all).extracting(Answer::status).isSubsetOf(200, 409).contains(200);
        assertThat(all).filteredOn(answer -> answer.status() == 409)
                .allSatisfy(answer -> assertThat(answer.code()).isEqualTo("IN_PROGRESS"));
        assertThat(all).filteredOn(answer -> answer.status() == 200 && !isReplayed(answer)).hasSize(1);
        assertThat(api.available(user)).isEqualTo(4005);
    }

    /** Each with a memory of its own of what is under way: only the database tells them of each other. */
    @Test
    void ofTwoCopiesOneActs() throws Exception {
        var there = new KeptAnswers(jdbc, commit, json, clock, batches, new IdempotencySettings(Duration.ofDays(1)));
        for (int round = 1; round <= 20; round++) {
            String name = key + round;
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Callable<Long>> calls = List.of(() -> grant(answers, name), () -> grant(there, name));
                List<Long> balances = threads.invokeAll(calls).stream().map(Future::resultNow).toList();
                assertThat(balances).containsOnly(4000L + round);
            }
        }
    }

    private long grant(KeptAnswers copy, String name) {
        var http = new MockHttpServletRequest("POST", "/");
        http.addHeader(IdempotencyKey.HEADER, name);
        var request = new RepeatableRequest(copy, json, http, new MockHttpServletResponse());
        var command = new GrantTokens(
                AccountId.parse(user.id()), new TokenAmount(1), new Reason("a test"), Actor.SYSTEM);
        return request.answer(
                Long.class, () -> commands.send(command, balance -> request.keep(balance.available())));
    }

    @Test
    void anotherRequestUnderTheSameKeyIsRefusedAndChangesNothing() {
        adjust(5, key);

        assertThat(adjust(6, key).code()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
        assertThat(adjust(6, key).status()).isEqualTo(422);
        assertThat(send("/api/admin/users/" + user.id() + "/suspend", admin, "{\"reason\": \"a test\"}").code())
                .isEqualTo("IDEMPOTENCY_KEY_REUSED");
        assertThat(api.available(user)).isEqualTo(4005);
    }

    @Test
    void theSameRequestIsTheSameHoweverItIsWritten() {
        adjust(5, key);

        Answer again = send(
                "/api/admin/users/" + user.id() + "/tokens", admin, "{ \"reason\":\"a test\",\n\"amount\":5 }");

        assertThat(isReplayed(again)).isTrue();
    }

    @Test
    void aKeyBelongsToItsAccount() {
        send("/api/user/keys", user, "{}");

        Answer others = send("/api/user/keys", api.register(), "{\"name\": \"another\"}");

        assertThat(others.status()).isEqualTo(201);
        assertThat(isReplayed(others)).isFalse();
    }

    @Test
    void aRefusedRequestDoesNotUseTheKeyUp() {
        assertThat(adjust(-5000, key).status()).isEqualTo(402);
        assertThat(adjust(0, key).status()).isEqualTo(400);
        adjust(1000, "another-" + key);

        assertThat(adjust(-5000, key).status()).isEqualTo(200);
        assertThat(api.available(user)).isZero();
    }

    @Test
    void aSuspensionThatIsRepeatedAfterItsEndDoesNotSuspendAgain() {
        String account = "/api/admin/users/" + user.id();
        Answer first = send(account + "/suspend", admin, "{\"reason\": \"a test\"}");
        api.post(account + "/reactivate", admin, Map.of("reason", "a test"));

        Answer again = send(account + "/suspend", admin, "{\"reason\": \"a test\"}");

        assertThat(first.json().get("suspended").asBoolean()).isTrue();
        assertThat(again.response().body()).isEqualTo(first.response().body());
        assertThat(api.chat(user, "hello").status()).isEqualTo(200);
    }

    @Test
    void anApiKeyIsMadeOnceAndLiesNowhereInTheClear() {
        Answer first = send("/api/user/keys", user, "{\"name\": \"mine\"}");
        Answer again = send("/api/user/keys", user, "{\"name\": \"mine\"}");

        assertThat(first.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.response().body()).isEqualTo(first.response().body());
        assertThat(api.send("GET", "/api/user/keys", user, null).json().get("results")).hasSize(1);
        String secret = first.json().get("key").asString();
        assertThat(keptRows()).isNotEmpty().allSatisfy(row ->
                assertThat(row).doesNotContain(secret).doesNotContain(key).doesNotContain(user.id()));
    }

    @Test
    void aRegistrationThatIsRepeatedIsAnsweredAgain() throws Exception {
        String body = registration(Api.PASSWORD);

        List<Answer> all = atOnce(() -> send("/api/register", null, body));
        Answer again = send("/api/register", null, body);

        assertThat(again.status()).isEqualTo(201);
        assertThat(isReplayed(again)).isTrue();
        assertThat(all).allSatisfy(answer -> {
            if (answer.status() == 201) {
                assertThat(answer.response().body()).isEqualTo(again.response().body());
            } else {
                assertThat(answer.code()).isEqualTo("IN_PROGRESS");
            }
        });
        assertThat(api.post("/api/token/refresh", null, Map.of("refresh", again.json().get("refresh").asString()))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aRegistrationWithAnotherPasswordOrNameIsAnotherOne() {
        String body = registration(Api.PASSWORD);
        send("/api/register", null, body);

        Answer otherPassword = send("/api/register", null, body.replace(Api.PASSWORD, "another password"));
        Answer otherName = send("/api/register", null, registration(Api.PASSWORD));

        assertThat(otherPassword.code()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
        assertThat(otherName.code()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /api/login",
        "POST, /api/token/refresh",
        "POST, /api/logout",
        "POST, /api/user/password",
        "PATCH, /api/user/profile",
        "GET, /api/user/keys",
        "DELETE, /api/user/sessions",
        "PUT, /api/admin/users/00000000-0000-0000-0000-00000000000a/roles",
        "GET, /v1/models"
    })
    void whereAKeyIsNotHonouredItIsRefused(String method, String path) {
        Answer answer = api.send(method, path, admin, method.equals("GET") ? null : "{}", IdempotencyKey.HEADER, key);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.response().body()).contains("\"Idempotency-Key\"", "is not supported by this call");
    }

    @Test
    void aKeyHasOneTo255VisibleCharacters() {
        assertThat(adjust(1, "k".repeat(255 - 36) + UUID.randomUUID()).status()).isEqualTo(200);
        assertThat(adjust(1, "k".repeat(256)).status()).isEqualTo(400);
    }

    @Test
    void anAnswerIsForgottenAfterItsDayAndNotBefore() {
        adjust(5, key);
        answers.forgetOld();
        assertThat(isReplayed(adjust(5, key))).isTrue();

        answers.forget(Instant.now().plusSeconds(1));

        assertThat(isReplayed(adjust(5, key))).isFalse();
        assertThat(api.available(user)).isEqualTo(4010);
    }

    @Test
    void aKeptAnswerOpensWithItsOwnKeyOnly() {
        var claim = new Claim("somebody", new IdempotencyKey(key), new byte[32]);
        byte[] kept = AnswerCipher.encrypt(claim, "sk-secret".getBytes(StandardCharsets.UTF_8));

        assertThat(new String(AnswerCipher.decrypt(claim, kept), StandardCharsets.UTF_8)).isEqualTo("sk-secret");
        assertThat(new String(kept, StandardCharsets.ISO_8859_1)).doesNotContain("sk-secret");
        var another = new Claim("somebody", new IdempotencyKey("k"), new byte[32]);
        assertThatThrownBy(() -> AnswerCipher.decrypt(another, kept)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anAnswerThatWasKeptByAnEarlierVersionOpens() {
        byte[] requestHash = new byte[32];
        Arrays.fill(requestHash, (byte) 7);
        byte[] kept = HexFormat.of().parseHex(
                "000102030405060708090a0b6fe1f48677a340fa9dd1154a17febd4e7463f6ea9e6c6ba2393a");

        byte[] answer = AnswerCipher.decrypt(new Claim("somebody", new IdempotencyKey("key"), requestHash), kept);

        assertThat(new String(answer, StandardCharsets.UTF_8)).isEqualTo("the answer");
    }

    private List<String> keptRows() {
        return jdbc.sql("SELECT encode(claim_hash || request_hash || answer, 'escape') FROM events.kept_answer")
                .query(String.class)
                .list();
    }

    private Answer adjust(long amount, String under) {
        return api.send(
                "POST", "/api/admin/users/" + user.id() + "/tokens", admin,
                "{\"amount\": %d, \"reason\": \"a test\"}".formatted(amount), IdempotencyKey.HEADER, under);
    }

    private Answer send(String path, User by, String body) {
        return api.send("POST", path, by, body, IdempotencyKey.HEADER, key);
    }

    private static String registration(String password) {
        return "{\"username\": \"%s\", \"password\": \"%s\"}".formatted(Api.anyUsername(), password);
    }

    private static boolean isReplayed(Answer answer) {
        return answer.response().headers().firstValue(IdempotencyKey.REPLAYED_HEADER).isPresent();
    }

    private static List<Answer> atOnce(Callable<Answer> call) throws Exception {
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            return clients.invokeAll(Collections.nCopies(REPEATERS, call)).stream().map(Future::resultNow).toList();
        }
    }
}
