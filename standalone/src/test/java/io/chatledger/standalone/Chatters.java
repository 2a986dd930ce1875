package io.chatledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Users who chat without a pause, whatever happens, and remember what was acknowledged. They never send the same text
 * twice, so that a message that was taken twice would be seen.
 */
final class Chatters implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LEISURE = Duration.ofMillis(200);

    private final List<User> users;
    private final List<Thread> threads = new ArrayList<>();
    /** Message ids by the user's id. */
    private final Map<String, List<String>> acknowledged = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private volatile boolean chatting = true;
    private volatile Duration pause = Duration.ZERO;

    private Chatters(List<User> users) {
        this.users = users;
    }

    static Chatters start(List<User> users) {
        Chatters chatters = new Chatters(users);
        for (User user : chatters.users) {
            chatters.acknowledged.put(user.id(), new ArrayList<>());
            chatters.threads.add(Thread.startVirtualThread(() -> chatters.chat(user)));
        }
        return chatters;
    }

    private void chat(User user) {
        for (int i = 0; chatting; i++) {
            try {
                Answer answer = user.chat("message " + i);
                if (answer.status() == 200) {
                    acknowledged.get(user.id()).add(answer.text("id"));
                    count.incrementAndGet();
                }
            } catch (UncheckedIOException noAnswer) {
                // Perhaps it was taken, perhaps not: whichever it was, it must add up in the end.
            }
            LockSupport.parkNanos(pause.toNanos());
        }
    }

    /** From now on with pauses, which leave the machine some room to start again what was killed. */
    void slowDown() {
        pause = LEISURE;
    }

    /** Waits until so many further messages were acknowledged. */
    void awaitAcknowledged(int more) {
        int target = count.get() + more;
        await(more + " more acknowledged messages").atMost(PATIENCE).until(() -> count.get() >= target);
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
     * message is there exactly once, answered and paid for, no hold is open, and the events add up to every balance.
     *
     * @param holdsEndWithin how long a hold may stay open that nobody answers for any more
     */
    void verifyNothingIsLost(Ledger ledger, Duration holdsEndWithin) {
        close();
        await("no hold is open").atMost(holdsEndWithin).pollInterval(Duration.ofMillis(500))
                .until(() -> ledger.accounts().values().stream().allMatch(sums -> sums.held() == 0));
        Map<String, Ledger.Sums> accounts = ledger.accounts();
        for (User user : users) {
            List<JsonNode> history = user.history();
            Map<String, JsonNode> byId = history.stream()
                    .collect(Collectors.toMap(message -> message.get("id").asString(), Function.identity()));
            assertThat(byId).hasSameSizeAs(history).containsKeys(acknowledged.get(user.id()).toArray(String[]::new));
            assertThat(history).extracting(message -> message.get("message").asString()).doesNotHaveDuplicates();
            for (String id : acknowledged.get(user.id())) {
                JsonNode message = byId.get(id);
                assertThat(message.get("status").asString()).isEqualTo("answered");
                assertThat(message.get("response").asString())
                        .isEqualTo("Echo: " + message.get("message").asString());
                assertThat(message.get("tokens_deducted").asLong()).isEqualTo(User.PRICE);
            }
            assertThat(history).extracting(message -> message.get("status").asString()).doesNotContain("pending");

            JsonNode balance = user.client().get("/api/tokens").expect(200).json();
            assertThat(balance.get("tokens").asLong()).isEqualTo(accounts.get(user.id()).balance());
            assertThat(balance.get("held").asLong()).isZero();
            long deducted = history.stream().mapToLong(message -> message.get("tokens_deducted").asLong()).sum();
            long granted = user.statement().getLast().get("amount").asLong();
            assertThat(granted - deducted).isEqualTo(accounts.get(user.id()).balance());
        }
    }
}
