package io.chatledger.query.freshness;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatledger.query.TestLedger;
import io.chatledger.query.TestLedger.Person;
import io.chatledger.query.TestQuerySide;
import io.chatledger.query.TestQuerySide.Answer;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FreshnessTest {

    private static TestQuerySide patient;
    private static TestLedger ledger;
    private static Person admin;

    @BeforeAll
    static void start() {
        patient = new TestQuerySide("chatledger.freshness-timeout=20s");
        ledger = patient.ledger;
        admin = ledger.register("admin", List.of("USER", "ADMIN"), 0);
    }

    @AfterAll
    static void stop() {
        patient.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/tokens", "/api/user/profile"})
    void aReadWaitsForTheCallersNewestEventToGetItsPosition(String path) {
        Person ada = ledger.register("ada");
        Person ben = ledger.register("ben");
        ledger.stopNumbering();
        ada.isGranted(7);

        CompletableFuture<Answer> waiting = CompletableFuture.supplyAsync(() -> patient.get(ada, path));
        // Whom the event does not concern need not wait for it.
        assertThat(patient.get(ben, path).ok().json().get("tokens").asLong()).isEqualTo(4000);
        await().during(300, MILLISECONDS).until(() -> !waiting.isDone());
        ledger.number();

        assertThat(waiting.join().ok().json().get("tokens").asLong()).isEqualTo(4007);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/admin/users", "/api/audit/trial-balance"})
    void aReadOfAllAccountsWaitsForEveryEventThereIs(String path) {
        Person ada = ledger.register("ada");
        ledger.stopNumbering();
        ada.isGranted(7);

        CompletableFuture<Answer> waiting = CompletableFuture.supplyAsync(() -> patient.get(admin, path));
        await().during(300, MILLISECONDS).until(() -> !waiting.isDone());
        ledger.number();

        waiting.join().ok();
    }

    @Test
    void aReadThatWouldBeOldIsRefusedInTheEnd() {
        try (TestQuerySide hasty = new TestQuerySide("chatledger.freshness-timeout=200ms")) {
            Person ada = hasty.ledger.register("ada");
            await().untilAsserted(() -> hasty.get(ada, "/api/tokens").ok());
            hasty.ledger.stopNumbering();
            ada.isGranted(7);

            for (String path : List.of("/api/tokens", "/api/tokens?at=2026-02-01T00:00:00Z", "/api/tokens/history",
                    "/api/chat", "/api/conversations", "/api/conversations/" + UUID.randomUUID(),
                    "/api/user/profile")) {
                Answer refused = hasty.get(ada, path).refused(503, "UNAVAILABLE");
                assertThat(refused.http().headers().firstValue("Retry-After")).contains("1");
            }

            hasty.ledger.number();
            await().untilAsserted(() ->
                    assertThat(hasty.get(ada, "/api/tokens").ok().json().get("tokens").asLong()).isEqualTo(4007));
        }
    }

    @Test
    void everyWriteIsReadAtOnce() {
        Person ada = ledger.register("ada");
        for (int i = 1; i <= 20; i++) {
            ada.isGranted(1);

            assertThat(patient.get(ada, "/api/tokens").ok().json().get("tokens").asLong()).isEqualTo(4000 + i);
            assertThat(patient.get(ada, "/api/tokens/history?limit=1").ok().json()
                    .get("results").get(0).get("balance").asLong()).isEqualTo(4000 + i);
        }
    }
}
