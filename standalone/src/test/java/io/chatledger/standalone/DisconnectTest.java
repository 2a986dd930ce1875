package io.chatledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatledger.api.ErrorCode;
import io.chatledger.standalone.ScriptedProvider.Model;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients who go away in the middle of a stream: the model is stopped, and the account squared. */
@ExtendWith(SharedSystems.class)
class DisconnectTest {

    /** Some keep-alives, and far from the time limit of a reply. */
    private static final Duration SOON = SystemWithProvider.KEEP_ALIVE.multipliedBy(10);
    private static final int CLIENTS = 20;
    private static final int LONGEST_STAY_MILLIS = 4_000;
    private static final String MESSAGE = "message of ";

    private final SystemWithProvider system;
    private final Random random = Seed.random(DisconnectTest.class);

    DisconnectTest(SystemWithProvider system) {
        this.system = system;
    }

    @Test
    void atAnyMomentTheModelIsStoppedSoonAndThereIsOneOutcome() throws Exception {
        system.newUser().stream("for the system to be warm", Model.STEADY.id()).expect(200);
        List<User> users = system.serving().client().newUsers(CLIENTS);
        List<Runnable> visits = new ArrayList<>();
        for (User user : users) {
            Model model = random.nextBoolean() ? Model.PATIENT : Model.SILENT;
            Duration stay = Duration.ofMillis(random.nextInt(LONGEST_STAY_MILLIS));
            boolean politely = random.nextBoolean();
            visits.add(() -> leaveAfter(stay, politely, user, model));
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<?> visit : visits.stream().map(threads::submit).toList()) {
                visit.get();
            }
        }

        for (User user : users) {
            await("the model is stopped").atMost(SOON)
                    .until(() -> !system.provider().isAnswering(MESSAGE + user.id()));
            // A request may be read only after its client has left.
            await("no hold is open").untilAsserted(() -> verifyOneOutcome(user));
        }
    }

    @Test
    void whoLeavesAfterSomeWordsPaysForThemAndCanReadThem() {
        User user = system.newUser();
        try (var chat = OpenChat.send(user, MESSAGE + user.id(), Model.PATIENT)) {
            chat.readUntil("three");
        }

        await().atMost(SOON).until(() -> !system.provider().isAnswering(MESSAGE + user.id()));
        await().until(() -> heldBy(user) == 0);
        assertThat(system.ledger().stories(user)).extracting(Ledger.Story::events).containsExactly(Ledger.ANSWERED);
        var message = user.message(MESSAGE + user.id());
        assertThat(message.get("status").asString()).isEqualTo("cancelled");
        assertThat(message.get("response").asString()).startsWith("one two three");
        assertThat(message.get("tokens_deducted").asLong()).isEqualTo(User.PRICE);
        assertThat(user.tokens()).isEqualTo(3900);
    }

    @Test
    void whoLeavesBeforeTheFirstWordPaysNothing() {
        User user = system.newUser();
        try (var chat = OpenChat.send(user, MESSAGE + user.id(), Model.SILENT)) {
            chat.readUntil("-alive");
        }

        await().atMost(SOON).until(() -> !system.provider().isAnswering(MESSAGE + user.id()));
        await().until(() -> heldBy(user) == 0);
        assertThat(system.ledger().stories(user)).extracting(Ledger.Story::events).containsExactly(Ledger.FAILED);
        assertThat(user.message(MESSAGE + user.id()).get("status").asString()).isEqualTo("cancelled");
        assertThat(user.tokens()).isEqualTo(User.WELCOME_TOKENS);
    }

    @Test
    void whoWantsItFinishedCanReadAllOfIt() {
        User user = system.newUser();
        try (var chat = OpenChat.send(user, MESSAGE + user.id(), Model.LASTING, Map.of("on_disconnect", "finish"))) {
            chat.readUntil("three");
        }

        await().until(() -> heldBy(user) == 0);
        var message = user.message(MESSAGE + user.id());
        assertThat(message.get("status").asString()).isEqualTo("answered");
        assertThat(message.get("response").asString())
                .isEqualTo(ScriptedProvider.REPLY.repeat(ScriptedProvider.TIMES));
        assertThat(user.tokens()).isEqualTo(3900);
    }

    @Test
    void whatIsNeitherCancelNorFinishIsRefusedAndCostsNothing() {
        User user = system.newUser();
        for (String accept : List.of("application/json", "text/event-stream")) {
            Answer refused = user.with("Accept", accept).client().post("/api/chat", Map.of(
                    "message", "hello", "model", Model.STEADY.id(), "on_disconnect", "Finish"));
            assertThat(refused.expectProblem(ErrorCode.INVALID_REQUEST).json().at("/errors/0/field").asString())
                    .isEqualTo("on_disconnect");
        }
        assertThat(user.tokens()).isEqualTo(User.WELCOME_TOKENS);
    }

    @Test
    void whenWeEndWhoIsAnsweredInTimePaysOnceAndWhoIsCutOffPaysNothing() {
        User inTime = system.newUser();
        User cutOff = system.newUser();
        try (var finishing = OpenChat.send(inTime, MESSAGE + inTime.id(), Model.PATIENT);
                var endless = OpenChat.send(cutOff, MESSAGE + cutOff.id(), Model.PATIENT)) {
            finishing.readUntil("three");
            endless.readUntil("three");

            system.serving().program().askToEnd();
            system.serving().program().awaitOutput(" replies may finish within ");
            system.provider().finish(MESSAGE + inTime.id());

            finishing.readUntil("event: done\ndata: ");
            assertThat(finishing.readUntil("\n")).contains("\"status\":\"answered\"", "\"remaining_tokens\":3900");
            endless.readUntil("event: error\ndata: ");
            assertThat(endless.readUntil("\n")).contains("\"UNAVAILABLE\"", "nothing was charged");
        }
        system.serving().program().exitCode();
        system.serving().start();
        verifyOutcome(inTime, Ledger.ANSWERED, "answered", User.WELCOME_TOKENS - User.PRICE);
        verifyOutcome(cutOff, Ledger.FAILED, "failed", User.WELCOME_TOKENS);
    }

    private void verifyOutcome(User user, List<String> events, String status, long tokens) {
        assertThat(system.ledger().stories(user)).extracting(Ledger.Story::events).containsExactly(events);
        assertThat(user.message(MESSAGE + user.id()).get("status").asString()).isEqualTo(status);
        assertThat(user.tokens()).isEqualTo(tokens);
    }

    private static void leaveAfter(Duration stay, boolean politely, User user, Model model) {
        try (var chat = OpenChat.send(user, MESSAGE + user.id(), model)) {
            LockSupport.parkNanos(stay.toNanos());
            if (!politely) {
                chat.abort();
            }
        }
    }

    private void verifyOneOutcome(User user) {
        List<List<String>> stories =
                system.ledger().stories(user).stream().map(Ledger.Story::events).toList();
        // None if it left before its request was taken.
        assertThat(stories).isIn(List.of(), List.of(Ledger.ANSWERED), List.of(Ledger.FAILED));
        long expected = stories.contains(Ledger.ANSWERED) ? User.WELCOME_TOKENS - User.PRICE : User.WELCOME_TOKENS;
        assertThat(user.tokens()).isEqualTo(expected);
        assertThat(system.ledger().accounts().get(user.id())).isEqualTo(new Ledger.Sums(expected, 0));
    }

    private long heldBy(User user) {
        return user.client().get("/api/tokens").expect(200).number("held");
    }
}
