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
import io.chatledger.command.store.FaultyCommits;
import io.chatledger.command.store.FaultyCommits.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whatever goes wrong, the request ends, and the account and its owner agree on what it cost. */
@CommandSideTest
@ExtendWith(OutputCaptureExtension.class)
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
    FaultyCommits commits;

    @Autowired
    JdbcClient jdbc;

    Api api;
    User user;

    @BeforeEach
    void connect() {
        api = new Api(port);
        user = api.register();
        model.costs(() -> PRICE);
        answers();
    }

    private void answers() {
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
    void anAnswerThatIsRecordedIsGivenAlthoughTheConfirmationGotLost(CapturedOutput log) {
        Answer answer = commits.during(
                Fault.AFTER_COMMIT, user.id(), "ReplyRecorded", () -> ask("Idempotency-Key", "key"));
        Answer streamed = commits.during(
                Fault.AFTER_COMMIT, user.id(), "ReplyRecorded", () -> ask("Accept", "text/event-stream"));

        assertThat(log.getOut().lines().filter(line -> line.contains(" was not recorded: "))).hasSize(2);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("response").asString()).isEqualTo("Hello");
        assertThat(answer.json().get("tokens_deducted").asLong()).isEqualTo(100);
        assertThat(answer.json().get("remaining_tokens").asLong()).isEqualTo(3900);
        assertThat(ask("Idempotency-Key", "key").response().body()).isEqualTo(answer.response().body());
        assertThat(streamed.response().body()).contains("event: done\n", "\"remaining_tokens\":3800")
                .doesNotContain("event: error");
        assertThat(balance()).isEqualTo(new Balance(3800, 0));
        assertThat(eventsOfMessages()).containsExactly(
                "MessageSent", "TokensHeld", "ReplyRecorded", "TokensDebited",
                "MessageSent", "TokensHeld", "ReplyRecorded", "TokensDebited");
    }

    @Test
    void anAnswerThatIsNotRecordedInAnOutageCostsNothingAndSaysSo() {
        Answer answer = commits.during(
                Fault.BEFORE_COMMIT, user.id(), "ReplyRecorded", () -> ask("Idempotency-Key", "key"));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.code()).isEqualTo("UNAVAILABLE");
        assertThat(answer.json().get("detail").asString()).contains("nothing was charged");
        assertThat(balance()).isEqualTo(UNTOUCHED);
        assertThat(eventsOfMessages()).containsExactly("MessageSent", "TokensHeld", "ReplyFailed", "HoldReleased");
        assertThat(ask("Idempotency-Key", "key").status()).isEqualTo(200);
        assertThat(balance()).isEqualTo(new Balance(3900, 0));
    }

    /** Nobody knows of it but the account, and the model was never asked. */
    @ParameterizedTest
    @EnumSource
    void aHoldOfWhichNobodyKnowsWhetherItIsCommittedIsReleasedSoonIfItIs(Fault fault) {
        model.plays((prompt, onDelta, cancellation) -> {
            throw new AssertionError("asked although the hold is not known to be there");
        });
        Answer answer = commits.during(fault, user.id(), "TokensHeld", () -> ask("Idempotency-Key", "key"));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.code()).isEqualTo("UNAVAILABLE");
        assertThat(answer.json().get("detail").asString()).contains("it is not known whether this took effect")
                .doesNotContain("charged");
        await().atMost(FAR_FROM_THE_HOLD_TIMEOUT).until(() -> balance().equals(UNTOUCHED));
        assertThat(eventsOfMessages()).isEqualTo(fault == Fault.BEFORE_COMMIT
                ? List.of()
                : List.of("MessageSent", "TokensHeld", "ReplyFailed", "HoldReleased"));
        answers();
        assertThat(ask("Idempotency-Key", "key").status()).isEqualTo(200);
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
    void wrongSqlIsOurFaultAndNotAnOutageAndItsTraceIsLogged(CapturedOutput log) {
        Answer answer = whileRefused("conversation_id IS NULL", this::ask);

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.code()).isEqualTo("INTERNAL");
        assertThat(answer.response().headers().firstValue("Retry-After")).isEmpty();
        assertThat(answer.json().get("detail").asString()).doesNotContain("charged");
        assertThat(balance()).isEqualTo(UNTOUCHED);
        assertThat(log.getOut()).contains("Unexpected failure", "\tat io.chatledger.command.chat.ChatService.");
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

    private List<String> eventsOfMessages() {
        return jdbc.sql("""
                        SELECT replace(payload_type, 'io.chatledger.api.', '') FROM events.domain_event
                        WHERE aggregate_identifier = ? ORDER BY sequence_number OFFSET 2
                        """)
                .param(user.id())
                .query(String.class)
                .list();
    }

    private Balance balance() {
        return commands.send(new CheckBalance(AccountId.parse(user.id())));
    }
}
