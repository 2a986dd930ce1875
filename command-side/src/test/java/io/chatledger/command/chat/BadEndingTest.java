package io.chatledger.command.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatledger.api.AccountId;
import io.chatledger.api.Balance;
import io.chatledger.api.CheckBalance;
import io.chatledger.api.Finish;
import io.chatledger.api.TokenAmount;
import io.chatledger.command.Api;
import io.chatledger.command.Api.Answer;
import io.chatledger.command.Api.User;
import io.chatledger.command.CommandSideTest;
import io.chatledger.command.TestDatabase;
import io.chatledger.command.account.AccountCommands;
import io.chatledger.command.openai.ScriptedModel;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whatever goes wrong, the request ends, and the account and its owner agree on what it cost. */
@CommandSideTest
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BadEndingTest {

    private static final Price PRICE = new Price.Flat(new TokenAmount(100));
    private static final Balance UNTOUCHED = new Balance(4000, 0);
    private static final Duration FAR_FROM_THE_HOLD_TIMEOUT = Duration.ofSeconds(10);

    @LocalServerPort
    int port;

    @Autowired
    ScriptedModel model;

    @Autowired
    AccountCommands commands;

    @Autowired
    JdbcClient jdbc;

    Api api;
    User user;

    @BeforeEach
    void connect() {
        api = new Api(port);
        user = api.register();
        model.costs(() -> PRICE);
        model.plays((prompt, onDelta, cancellation) -> {
            onDelta.accept(Delta.text("Hello"));
            return new Reply("Hello", Finish.STOP, null);
        });
    }

    @AfterEach
    void leaveTheModelAsItWas() {
        model.costsByUse();
    }

    @Test
    void anErrorInTheModelEndsTheRequestAndCostsNothing() {
        model.plays((prompt, onDelta, cancellation) -> {
            throw new StackOverflowError();
        });

        assertThat(ask().code()).isEqualTo("INTERNAL");
        assertThat(ask("Accept", "text/event-stream").response().body()).contains("event: error\n", "\"INTERNAL\"");
        assertThat(balance()).isEqualTo(UNTOUCHED);
    }

    @Test
    void anErrorWhileTheChargeIsReckonedEndsTheRequestAndCostsNothing() {
        model.plays((prompt, onDelta, cancellation) -> {
            model.costs(BadEndingTest::fail);
            return new Reply("Hello", Finish.STOP, null);
        });

        assertThat(ask().code()).isEqualTo("INTERNAL");
        assertThat(balance()).isEqualTo(UNTOUCHED);
    }

    @Test
    void whatFailsAfterTheChargeDoesNotMakeTheAnswerAFailure() {
        Answer answer = whileRefused("remaining_tokens IS NULL", () -> ask("Idempotency-Key", "key"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("remaining_tokens").asLong()).isEqualTo(3900);
        assertThat(ask("Idempotency-Key", "key").response().body()).isEqualTo(answer.response().body());
        assertThat(balance()).isEqualTo(new Balance(3900, 0));
    }

    @Test
    void aHoldThatCannotBeReleasedAtOnceIsReleasedWithinSeconds() {
        Answer answer = whileRefused("due_at IS NOT NULL", () -> {
            Answer failed = ask("Idempotency-Key", "key");
            assertThat(balance()).isEqualTo(new Balance(4000, 100));
            return failed;
        });

        assertThat(answer.code()).isEqualTo("INTERNAL");
        assertThat(answer.json().get("detail").asString()).doesNotContain("nothing was charged").contains("not known");
        await().atMost(FAR_FROM_THE_HOLD_TIMEOUT).until(() -> balance().equals(UNTOUCHED));
        assertThat(ask("Idempotency-Key", "key").status()).isEqualTo(200);
        assertThat(balance()).isEqualTo(new Balance(3900, 0));
    }

    @Test
    void wrongSqlIsOurFaultAndNotAnOutage() {
        Answer answer = whileRefused("conversation_id IS NULL", this::ask);

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.code()).isEqualTo("INTERNAL");
        assertThat(answer.response().headers().firstValue("Retry-After")).isEmpty();
        assertThat(answer.json().get("detail").asString()).doesNotContain("charged");
        assertThat(balance()).isEqualTo(UNTOUCHED);
    }

    private static Price fail() {
        throw new StackOverflowError();
    }

    /** Meanwhile the database takes no row of this user's messages but such ones. */
    private <T> T whileRefused(String condition, Supplier<T> work) {
        TestDatabase.owner().sql("""
                ALTER TABLE events.message ADD CONSTRAINT trouble CHECK (account_id <> '%s' OR %s) NOT VALID"""
                .formatted(user.id(), condition)).update();
        try {
            return work.get();
        } finally {
            TestDatabase.owner().sql("ALTER TABLE events.message DROP CONSTRAINT trouble").update();
        }
    }

    private Answer ask(String... headers) {
        return api.post("/api/chat", user, Map.of("message", "hi", "model", model.id()), headers);
    }

    private Balance balance() {
        return commands.send(new CheckBalance(AccountId.parse(user.id())));
    }
}
