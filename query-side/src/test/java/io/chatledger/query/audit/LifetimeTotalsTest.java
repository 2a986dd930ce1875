package io.chatledger.query.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatledger.query.TestLedger;
import io.chatledger.query.TestLedger.Person;
import io.chatledger.query.TestQuerySide;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A balance has a largest value; what an account was given and what was taken from it in its life has none. */
class LifetimeTotalsTest {

    private static TestQuerySide system;
    private static TestLedger ledger;
    private static Person admin;
    private static Person ada;

    @BeforeAll
    static void start() {
        system = new TestQuerySide();
        ledger = system.ledger;
        admin = ledger.register("admin", List.of("ADMIN"), 0);
        ada = ledger.register("ada");
        ada.isRevoked(4000);
        ada.isGranted(Long.MAX_VALUE);
    }

    @AfterAll
    static void stop() {
        system.close();
    }

    @Test
    void theLargestBalanceIsShownWhateverCameAndWentBefore() {
        assertThat(system.get(ada, "/api/tokens").ok().json().get("tokens").asLong()).isEqualTo(Long.MAX_VALUE);
        assertThat(system.get(ada, "/api/tokens?at=" + ledger.now()).ok().json().get("tokens").asLong())
                .isEqualTo(Long.MAX_VALUE);
        assertThat(system.get(ada, "/api/tokens/history").ok().json().get("results").get(0).get("balance").asLong())
                .isEqualTo(Long.MAX_VALUE);
        assertThat(system.get(admin, "/api/audit/accounts/" + ada.id + "/balance").ok().json().get("balance").asLong())
                .isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void theTrialBalanceAddsUpInWholeNumbers() {
        assertThat(system.get(admin, "/api/audit/trial-balance").ok().http().body())
                .contains("\"granted\":9223372036854779807,", "\"revoked\":4000,", "\"debited\":0,",
                        "\"balance\":9223372036854775807,", "\"balanced\":true");
    }

    @Test
    void aReplayMatches() {
        system.get(admin, "/api/audit/trial-balance").ok();
        String path = "/api/audit/replays/" + system.post(admin, "/api/audit/replays").json().get("id").asString();

        JsonNode report = await().until(() -> system.get(admin, path).ok().json(),
                now -> !now.get("status").asString().equals("running"));

        assertThat(report.get("status").asString()).isEqualTo("matched");
    }

    @Test
    void aRebuildReachesTheEnd() {
        assertThat(system.post(admin, "/api/ops/projections/balance/rebuild").status()).isEqualTo(202);

        JsonNode status = await().until(() -> system.get(admin, "/api/ops/projections/balance").ok().json(),
                now -> now.get("state").asString().equals("following") && now.get("lag").asLong() == 0);

        assertThat(status.get("position").asLong()).isEqualTo(ledger.head());
        assertThat(system.get(ada, "/api/tokens").ok().json().get("tokens").asLong()).isEqualTo(Long.MAX_VALUE);
    }
}
