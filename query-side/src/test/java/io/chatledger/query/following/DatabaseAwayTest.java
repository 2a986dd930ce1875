package io.chatledger.query.following;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatledger.query.TestLedger.Person;
import io.chatledger.query.TestQuerySide;
import io.chatledger.query.TestQuerySide.Answer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class DatabaseAwayTest {

    @Test
    void whileTheDatabaseIsAwayClientsAreToldSoAndAfterwardsAllGoesOn() throws SQLException {
        // Polling alone would take longer than this test waits: in the end it must be listening again.
        try (TestQuerySide system = new TestQuerySide(
                "spring.datasource.hikari.connection-timeout=500", "chatledger.projections.poll-interval=1h")) {
            Person ada = system.ledger.register("ada");
            system.get(ada, "/api/tokens").ok();

            CompletableFuture<Answer> inTheMiddle;
            try (Connection other = system.database().dataSource("chatledger_query").getConnection()) {
                other.setAutoCommit(false);
                other.createStatement().execute("LOCK TABLE read.account_balance IN ACCESS EXCLUSIVE MODE");
                inTheMiddle = CompletableFuture.supplyAsync(() -> system.get(ada, "/api/tokens"));
                await().until(() -> system.database().sessionsWaitForLocks());
                system.database().refuseConnections();
            }
            inTheMiddle.join().refused(503, "UNAVAILABLE");
            for (String path : new String[] {"/api/tokens", "/api/chat", "/api/user/profile"}) {
                Answer refused = system.get(ada, path).refused(503, "UNAVAILABLE");
                assertThat(refused.http().headers().firstValue("Retry-After")).contains("1");
                assertThat(refused.http().body()).doesNotContain("postgres", "Exception", "Hikari", "JDBC");
            }
            assertThat(system.health("").status()).isEqualTo(503);

            system.database().acceptConnections();
            await().until(() -> system.get(ada, "/api/tokens").status() == 200);
            await().atMost(Duration.ofSeconds(20)).until(() -> system.database().isListenedTo());
            ada.isGranted(1);
            assertThat(system.get(ada, "/api/tokens").ok().json().get("tokens").asLong()).isEqualTo(4001);
        }
    }
}
