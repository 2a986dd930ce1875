package io.chatledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Users who chat without a pause, whatever happens, and remember what was acknowledged. Every other message is
 * streamed.
 *
 * <p>Half of them leave it at one try, and never send the same text twice, so that a message that was taken twice would
 * be seen. The others send each message with a key of its own, again and again until it is acknowledged, so that one
 * that was paid for twice would be seen.
 */
final class Chatters implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE_AFTER_REFUSAL = Duration.ofMillis(50);
    private static final Duration LEISURE = Duration.ofMillis(200);

    private final List<User> users;
    private final List<String> models;
    private final List<Thread> threads = new ArrayList<>();
    /** By the user's id. */
    private final Map<String, List<JsonNode>> acknowledged = new ConcurrentHashMap<>();
    private final List<String> contradictions = new CopyOnWriteArrayList<>();
    private final AtomicInteger count = new AtomicInteger();
    private final Outcomes outcomes = new Outcomes();
    /** Whose messages were acknowledged that were sent after {@link #sinceNanos}. */
    private final Set<User> heard = ConcurrentHashMap.newKeySet();
    private volatile long sinceNanos = System.nanoTime();
    private volatile boolean chatting = true;
    private volatile Duration pause = Duration.ZERO;

    private Chatters(List<User> users, List<String> models) {
        this.users = users;
        this.models = models;
    }

    static Chatters start(List<User> users) {
        return start(users, List.of("echo"));
    }

    /** @param models to chat with in turn */
    static Chatters start(List<User> users, List<String> models) {
        var chatters = new Chatters(users, models);
        for (int i = 0; i < users.size(); i++) {
            User user = users.get(i);
            boolean persistent = i % 2 == 1;
            chatters.acknowledged.put(user.id(), new ArrayList<>());
            chatters.threads.add(Thread.startVirtualThread(() -> chatters.chat(user, persistent)));
        }
        return chatters;
    }

    private void chat(User user, boolean persistent) {
        for (int i = 0; chatting; i++) {
            User sender = persistent ? user.with("Idempotency-Key", "message-" + i) : user;
            JsonNode answer;
            do {
                long sentNanos = System.nanoTime();
                answer = answer(sender, i);
                if (answer != null && sentNanos - sinceNanos > 0) {
                    heard.add(user);
                }
                if (answer == null) {
                    LockSupport.parkNanos(PAUSE_AFTER_REFUSAL.toNanos());
                }
            } while (answer == null && persistent && chatting);
            if (answer != null) {
                acknowledged.get(user.id()).add(answer);
                count.incrementAndGet();
            }
            LockSupport.parkNanos(pause.toNanos());
        }
    }

    /** From now on with pauses, which leave the machine some room to start again what was killed. */
    void slowDown() {
        pause = LEISURE;
    }

    void speedUp() {
        pause = Duration.ZERO;
    }

    /** Null if there was none, or another than was hoped for. */
    private @Nullable JsonNode answer(User user, int i) {
        String model = models.get(i / 2 % models.size());
        String message = "message " + i;
        boolean streamed = i % 2 == 1;
        Answer answer = outcomes.of(() -> streamed ? user.stream(message, model) : user.chat(message, model));
        if (answer == null || answer.status() != 200) {
            return null;
        }
        return streamed ? endOf(answer) : answer.json();
    }

    private @Nullable JsonNode endOf(Answer stream) {
        Answer.Event last = stream.events().isEmpty() ? null : stream.events().getLast();
        if (last != null && last.name().equals("done")) {
            if (!last.data().get("response").asString().equals(stream.said())) {
                contradictions.add("deltas and answer differ: " + stream.body());
            }
            return last.data();
        }
        if (last == null || !last.name().equals("error")) {
            contradictions.add("a stream that ended well has no end: " + stream.body());
        }
        return null;
    }

    /** Waits until so many further messages were acknowledged. */
    void awaitAcknowledged(int more) {
        int target = count.get() + more;
        await(more + " more acknowledged messages").atMost(PATIENCE).until(() -> count.get() >= target);
    }

    int acknowledged() {
        return count.get();
    }

    /** Waits until each of them has sent a message that was acknowledged; returns how long that took. */
    Duration awaitAllAreAnswered(Duration atMost) {
        long begunNanos = System.nanoTime();
        sinceNanos = begunNanos;
        heard.clear();
        await("each client is answered").atMost(atMost).until(() -> heard.containsAll(users));
        return Duration.ofNanos(System.nanoTime() - begunNanos);
    }

    /** Of all messages so far, sent again or not. */
    Outcomes outcomes() {
        return outcomes;
    }

    @Override
    public void close() {
        chatting = false;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    /**
     * Stops chatting, waits until what was under way has come to an end, and fails the test unless every acknowledged
     * message is there exactly once as it was acknowledged, every message has one end, nothing is paid for without a
     * reply, no hold is open, and the events add up to every balance.
     *
     * @param holdsEndWithin how long a hold may stay open that nobody answers for any more
     */
    void verifyNothingIsLost(Ledger ledger, Duration holdsEndWithin) {
        close();
        assertThat(contradictions).isEmpty();
        await("no hold is open").atMost(holdsEndWithin).pollInterval(Duration.ofMillis(500))
                .until(() -> ledger.accounts().values().stream().allMatch(sums -> sums.held() == 0));
        assertThat(ledger.stories()).allSatisfy(story -> assertThat(story.events()).isIn(Ledger.ENDS));
        Map<String, Ledger.Sums> accounts = ledger.accounts();
        for (int i = 0; i < users.size(); i++) {
            User user = users.get(i);
            verifyMessages(user.history(), acknowledged.get(user.id()), i % 2 == 1);
            verifyBalance(user, accounts.get(user.id()));
        }
    }

    private static void verifyMessages(List<JsonNode> history, List<JsonNode> acknowledged, boolean persistent) {
        Map<String, JsonNode> byId = history.stream()
                .collect(Collectors.toMap(message -> message.get("id").asString(), Function.identity()));
        for (JsonNode answer : acknowledged) {
            JsonNode message = byId.get(answer.get("id").asString());
            assertThat(message).as("lost: " + answer).isNotNull();
            assertThat(message.get("status").asString()).isEqualTo("answered");
            for (String field : List.of("response", "model", "conversation_id", "tokens_deducted", "created_at")) {
                assertThat(message.get(field)).as(field).isEqualTo(answer.get(field));
            }
            String text = message.get("message").asString();
            assertThat(message.get("response").asString())
                    .isIn("Echo: " + text, ScriptedProvider.REPLY);
        }
        assertThat(acknowledged).extracting(answer -> answer.get("id").asString()).doesNotHaveDuplicates();
        assertThat(history).extracting(message -> message.get("status").asString()).doesNotContain("pending");
        assertThat(history.stream().filter(message -> !persistent || message.get("tokens_deducted").asLong() > 0))
                .extracting(message -> message.get("message").asString())
                .doesNotHaveDuplicates();
    }

    private static void verifyBalance(User user, Ledger.Sums sums) {
        JsonNode balance = user.client().get("/api/tokens").expect(200).json();
        assertThat(balance.get("available").asLong() + balance.get("held").asLong()).isEqualTo(sums.balance());
        assertThat(balance.get("tokens").asLong()).isEqualTo(sums.balance());
        assertThat(balance.get("held").asLong()).isZero();
        long deducted = user.history().stream().mapToLong(message -> message.get("tokens_deducted").asLong()).sum();
        long granted = user.statement().getLast().get("amount").asLong();
        assertThat(granted - deducted).isEqualTo(sums.balance());
    }
}
