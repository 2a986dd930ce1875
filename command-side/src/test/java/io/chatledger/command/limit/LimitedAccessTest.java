package io.chatledger.command.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatledger.api.AccountId;
import io.chatledger.api.EmailAddress;
import io.chatledger.command.Api;
import io.chatledger.command.Api.Answer;
import io.chatledger.command.Api.User;
import io.chatledger.command.CommandSideTest;
import io.chatledger.command.email.OneTimeTokens;
import io.chatledger.command.email.Purpose;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

/** The limits over HTTP, smaller than they are by default. */
@CommandSideTest
@TestPropertySource(properties = {
    "chatledger.rate-limits=on",
    "chatledger.limits.free-log-ins=3",
    "chatledger.limits.failed-log-ins-per-address=5",
    "chatledger.limits.password-checks-per-account=6",
    "chatledger.limits.password-checks-per-address=8",
    "chatledger.limits.registrations-per-address=2",
    "chatledger.changes-per-hour=4"
})
class LimitedAccessTest {

    @LocalServerPort
    int port;

    @Autowired
    OneTimeTokens tokens;

    @Autowired
    AtOnce atOnce;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TransactionTemplate transaction;

    Api api;
    String home = anyAddress();

    @BeforeEach
    void connect() {
        api = new Api(port);
    }

    @Test
    void asvs638AnAccountWaitsAndSoDoesANameThatNobodyHasInTheSameWay() {
        User user = register(home);
        for (String name : List.of(user.username(), Api.anyUsername())) {
            String guesser = anyAddress();
            for (int i = 0; i < 3; i++) {
                assertThat(logIn(name, "wrong one", guesser).code()).isEqualTo("BAD_CREDENTIALS");
            }
            guessedJustNow();
            Answer refused = logIn(name, Api.PASSWORD, guesser);
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.code()).isEqualTo("RATE_LIMITED");
            assertThat(refused.response().headers().firstValue("Retry-After")).contains("1");
        }
    }

    @Test
    void aKeyMaySendAsManyMessagesAMinuteAsItsOwnerSaysAndIsToldWhatIsLeft() {
        User user = register(home);
        Answer made = api.post("/api/user/keys", user, Map.of("messages_per_minute", 2));
        User program = api.exchanged(user, made.json().get("key").asString());

        Answer first = api.chat(program, "hi");
        assertThat(first.response().headers().firstValue("x-ratelimit-limit-requests")).contains("2");
        assertThat(first.response().headers().firstValue("x-ratelimit-remaining-requests")).contains("1");
        assertThat(api.chat(program, "hi").status()).isEqualTo(200);
        Answer refused = api.chat(program, "hi");
        assertThat(refused.code()).isEqualTo("RATE_LIMITED");
        assertThat(refused.response().headers().firstValue("Retry-After")).isPresent();
        assertThat(api.chat(user, "hi").status()).isEqualTo(200);
    }

    @Test
    void whatAKeyIsRefusedCostsItsAccountNoMessages() {
        User user = register(home);
        Answer made = api.post("/api/user/keys", user, Map.of("messages_per_minute", 1));
        User program = api.exchanged(user, made.json().get("key").asString());

        assertThat(api.chat(program, "hi").status()).isEqualTo(200);
        for (int i = 0; i < 40; i++) {
            assertThat(api.chat(program, "hi").status()).isEqualTo(429);
        }

        Answer own = api.chat(user, "hi");
        assertThat(own.response().headers().firstValueAsLong("x-ratelimit-remaining-requests").orElseThrow())
                .isGreaterThanOrEqualTo(298);
    }

    @Test
    void anAccountIsOneWhateverItIsCalled() {
        String name = Api.anyUsername();
        send("/api/register", Map.of("username", name, "password", Api.PASSWORD, "email", name + "@x.org"), home);

        logIn(name, "wrong one", home);
        logIn(name + "@x.org", "wrong one", home);
        logIn(name.toUpperCase(), "wrong one", home);
        guessedJustNow();

        assertThat(logIn(name, Api.PASSWORD, anyAddress()).status()).isEqualTo(429);
    }

    @Test
    void theRightPasswordEndsTheRowOfWrongOnes() {
        User user = register(home);
        for (int round = 0; round < 2; round++) {
            logIn(user.username(), "wrong one", anyAddress());
            logIn(user.username(), "wrong one", anyAddress());
            assertThat(logIn(user.username(), Api.PASSWORD, anyAddress()).status()).isEqualTo(200);
        }
    }

    @Test
    void theOldPasswordCannotBeGuessedEither() {
        User user = register(home);
        var guess = Map.of("old_password", "wrong one", "new_password", "another password");
        for (int i = 0; i < 3; i++) {
            assertThat(changePassword(user, guess, home).status()).isEqualTo(401);
        }

        guessedJustNow();
        Answer refused = changePassword(user, guess, home);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.response().headers().firstValue("Retry-After")).contains("1");
        assertThat(refused.response().headers().firstValue("RateLimit")).contains("\"attempts\";r=0;t=1");
    }

    @Test
    void theSamePasswordCannotBeSetAgainAndAgain() {
        User user = register(home);
        var same = Map.of("old_password", Api.PASSWORD, "new_password", Api.PASSWORD);
        for (int i = 0; i < 6; i++) {
            assertThat(changePassword(user, same, anyAddress()).status()).isEqualTo(204);
        }

        assertThat(changePassword(user, same, anyAddress()).code()).isEqualTo("RATE_LIMITED");
    }

    @Test
    void nobodyLogsInAgainAndAgainNeitherToAnAccountNorFromAnAddress() {
        User user = register(home);
        User other = register(home);
        for (int i = 0; i < 6; i++) {
            assertThat(logIn(user.username(), Api.PASSWORD, anyAddress()).status()).isEqualTo(200);
        }
        assertThat(logIn(user.username(), Api.PASSWORD, anyAddress()).code()).isEqualTo("RATE_LIMITED");

        for (int i = 0; i < 8; i++) {
            logIn(i % 2 == 0 ? other.username() : register(anyAddress()).username(), Api.PASSWORD, home);
        }
        assertThat(logIn(other.username(), Api.PASSWORD, home).code()).isEqualTo("RATE_LIMITED");
        assertThat(logIn(other.username(), Api.PASSWORD, anyAddress()).status()).isEqualTo(200);
    }

    @Test
    void noNameCanBeMadeUpThatIsCountedAsSomebodyWhoIsLoggedIn() {
        User user = register(home);
        for (int i = 0; i < 4; i++) {
            logIn("logged in: " + user.id(), "wrong one", anyAddress());
        }

        var change = Map.of("old_password", Api.PASSWORD, "new_password", "another password");
        assertThat(changePassword(user, change, home).status()).isEqualTo(204);
    }

    @Test
    void ofAResetThatIsPostedAgainAndAgainAtTheSameTimeFewAreHashedAndOneIsDone() throws Exception {
        String email = Api.anyUsername() + "@x.org";
        var newcomer = Map.of("username", Api.anyUsername(), "password", Api.PASSWORD, "email", email);
        String id = send("/api/register", newcomer, home).json().get("id").asString();
        String token = tokens.issue(
                AccountId.parse(id), Purpose.RESET_PASSWORD, new EmailAddress(email), Duration.ofMinutes(1));
        var reset = Map.of("token", token, "new_password", "another password");
        Callable<Integer> post = () -> send("/api/password-reset/confirm", reset, anyAddress()).status();
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            // While the password cannot be replaced none is done, and only those that are not hashed have an answer.
            List<Future<Integer>> posts = transaction.execute(_ -> {
                jdbc.sql("SELECT 1 FROM events.credential WHERE account_id = ? FOR UPDATE")
                        .param(UUID.fromString(id))
                        .query()
                        .singleRow();
                var sent = Collections.nCopies(20, post).stream().map(clients::submit).toList();
                await().until(() -> sent.stream().anyMatch(Future::isDone));
                return sent;
            });
            await().until(() -> posts.stream().allMatch(Future::isDone));
            var statuses = posts.stream().map(Future::resultNow).toList();

            assertThat(statuses).contains(429).isSubsetOf(204, 400, 429);
            assertThat(Collections.frequency(statuses, 204)).isOne();
        }
    }

    @Test
    void whoIsLoggedInIsNotKeptOutByStrangersWhoGuess() {
        User user = register(home);
        for (int i = 0; i < 4; i++) {
            logIn(user.username(), "wrong one", anyAddress());
        }

        var change = Map.of("old_password", Api.PASSWORD, "new_password", "another password");
        assertThat(changePassword(user, change, home).status()).isEqualTo(204);
    }

    @Test
    void asvs638TheWaitDoesNotTellWhetherANameIsThatOfAnAccount() {
        User user = register(home);
        for (String name : List.of(user.username(), Api.anyUsername())) {
            String guesser = anyAddress();
            for (int i = 0; i < 3; i++) {
                logIn(name, "wrong one", guesser);
            }
            guessedJustNow();

            assertThat(send("/api/login", Map.of("email", name, "password", "wrong one"), guesser).status())
                    .isEqualTo(429);
        }
    }

    @Test
    void theOwnerGetsInWhereHeIsKnownWhileStrangersGuess() {
        User user = register(home);
        String work = anyAddress();
        assertThat(logIn(user.username(), Api.PASSWORD, work).status()).isEqualTo(200);
        letStrangersGuess(user.username());

        assertThat(logIn(user.username(), Api.PASSWORD, anyAddress()).code()).isEqualTo("RATE_LIMITED");
        assertThat(logIn(user.username(), Api.PASSWORD, home).status()).isEqualTo(200);
        assertThat(logIn(user.username(), Api.PASSWORD, work).status()).isEqualTo(200);
    }

    @Test
    void asvs638AWrongPasswordIsToldTheSameWhereTheOwnerIsKnown() {
        String name = register(home).username();
        for (String waiting : List.of(name, Api.anyUsername())) {
            letStrangersGuess(waiting);

            Answer refused = logIn(waiting, "wrong one", home);
            assertThat(refused.code()).isEqualTo("RATE_LIMITED");
            assertThat(refused.response().headers().firstValue("Retry-After")).contains("1");
        }
    }

    @Test
    void thePasswordOfAnAccountOpensItOnlyWhereThatIsKnownWhileItWaits() {
        String elsewhere = anyAddress();
        register(elsewhere);
        User user = register(home);
        letStrangersGuess(user.username());

        assertThat(logIn(user.username(), Api.PASSWORD, elsewhere).code()).isEqualTo("RATE_LIMITED");
    }

    @Test
    void anAddressWaitsAfterTooManyFailuresAtDifferentNamesAndOthersDoNot() {
        User user = register(anyAddress());
        for (int i = 0; i < 5; i++) {
            assertThat(logIn(Api.anyUsername(), "wrong one", home).status()).isEqualTo(401);
        }

        Answer refused = logIn(user.username(), Api.PASSWORD, home);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(Integer.parseInt(refused.response().headers().firstValue("Retry-After").orElseThrow()))
                .isBetween(590, 600);
        assertThat(logIn(user.username(), Api.PASSWORD, anyAddress()).status()).isEqualTo(200);
    }

    @Test
    void anAddressOpensOnlySoManyAccounts() {
        register(home);
        register(home);

        assertThat(send("/api/register", newcomer(), home).code()).isEqualTo("RATE_LIMITED");
        assertThat(send("/api/register", newcomer(), anyAddress()).status()).isEqualTo(201);
    }

    @Test
    void anAddressThatAClientMakesUpDoesNotCount() {
        register(home);
        register("198.51.100.7, " + home);

        assertThat(send("/api/register", newcomer(), "198.51.100.8, " + home).status()).isEqualTo(429);
    }

    @Test
    void api4WhateverAnAccountChangesIsCountedTogetherAndWhatItReadsIsNot() {
        User user = register(home);
        String conversation = api.chat(user, "hello").json().get("conversation_id").asString();
        for (Answer change : List.of(
                api.send("PATCH", "/api/user/profile", user, "{\"email\": null}"),
                api.send("PATCH", "/api/conversations/" + conversation, user, "{\"title\": \"Greetings\"}"),
                api.send("DELETE", "/api/conversations/" + conversation, user, null),
                api.post("/api/user/keys", user, Map.of()))) {
            assertThat(change.status()).isBetween(200, 204);
            assertThat(change.response().headers().firstValue("RateLimit-Policy")).contains("\"changes\";q=4;w=3600");
        }

        for (Answer refused : List.of(
                api.send("PATCH", "/api/user/profile", user, "{\"email\": null}"),
                api.send("PATCH", "/api/conversations/" + conversation, user, "{\"title\": \"Greetings\"}"),
                api.send("DELETE", "/api/conversations/" + conversation, user, null),
                api.post("/api/user/keys", user, Map.of()),
                api.send("DELETE", "/api/user/keys/1", user, null))) {
            assertThat(refused.code()).isEqualTo("RATE_LIMITED");
            assertThat(Integer.parseInt(refused.response().headers().firstValue("Retry-After").orElseThrow()))
                    .isBetween(840, 900);
            assertThat(refused.response().headers().firstValue("RateLimit").orElseThrow())
                    .startsWith("\"changes\";r=0;");
        }
        assertThat(api.send("GET", "/api/user/keys", user, null).status()).isEqualTo(200);
        assertThat(api.chat(user, "hello").status()).isEqualTo(200);
    }

    @Test
    void anAnswerThatIsThereAlreadyIsStreamedAgainWhileTheAccountHasAsManyStreamsAsItMay() {
        User user = register(home);
        var chat = Map.of("message", "hello", "model", "echo");
        var completion = Map.of(
                "model", "echo", "stream", true, "messages", List.of(Map.of("role", "user", "content", "hello")));
        assertThat(stream(user, "/api/chat", chat, "first").status()).isEqualTo(200);
        assertThat(stream(user, "/v1/chat/completions", completion, "second").status()).isEqualTo(200);
        for (int i = 0; i < 4; i++) {
            atOnce.stream(AccountId.parse(user.id()));
        }

        for (Answer again : List.of(
                stream(user, "/api/chat", chat, "first"), stream(user, "/v1/chat/completions", completion, "second"))) {
            assertThat(again.status()).isEqualTo(200);
            assertThat(again.response().headers().firstValue("Idempotent-Replayed")).contains("true");
            assertThat(again.response().body()).contains("Echo: hello");
        }
        assertThat(stream(user, "/api/chat", chat, "third").status()).isEqualTo(429);
        Answer openAi = stream(user, "/v1/chat/completions", completion, "fourth");
        assertThat(openAi.status()).isEqualTo(429);
        assertThat(openAi.response().headers().firstValue("Idempotent-Replayed")).isEmpty();
    }

    private Answer stream(User user, String path, Map<String, ?> body, String key) {
        return api.post(path, user, body, "Accept", "text/event-stream", "Idempotency-Key", key);
    }

    private User register(String address) {
        Map<String, String> newcomer = newcomer();
        Answer answer = send("/api/register", newcomer, address);
        assertThat(answer.status()).isEqualTo(201);
        String id = answer.json().get("id").asString();
        return new User(id, newcomer.get("username"), answer.json().get("access").asString(), "");
    }

    /** Each from another address, so fast that the account waits. */
    private void letStrangersGuess(String name) {
        for (int i = 0; i < 4; i++) {
            logIn(name, "wrong one", anyAddress());
        }
        guessedJustNow();
    }

    /** However long a slow machine took to hash what was guessed, one second of waiting begins now. */
    private void guessedJustNow() {
        jdbc.sql("""
                UPDATE events.attempt SET attempts = least(attempts, 3), last_at = now()
                WHERE kind IN ('PASSWORD', 'PASSWORD_WHERE_KNOWN')""").update();
    }

    private static Map<String, String> newcomer() {
        return Map.of("username", Api.anyUsername(), "password", Api.PASSWORD);
    }

    private Answer logIn(String name, String password, String address) {
        return send("/api/login", Map.of("username", name, "password", password), address);
    }

    private Answer changePassword(User user, Map<String, String> change, String address) {
        return api.post("/api/user/password", user, change, "X-Forwarded-For", address);
    }

    private Answer send(String path, Map<String, String> body, String address) {
        return api.post(path, null, body, "X-Forwarded-For", address);
    }

    /** Not one of ours, which would be believed to be a proxy. */
    private static String anyAddress() {
        var random = ThreadLocalRandom.current();
        return "203.%d.%d.%d".formatted(random.nextInt(256), random.nextInt(256), random.nextInt(256));
    }
}
