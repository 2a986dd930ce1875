package io.chatledger.query.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.query.TestLedger;
import io.chatledger.query.TestLedger.Person;
import io.chatledger.query.TestQuerySide;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class AccountBalanceTest {

    private final TestQuerySide system = TestQuerySide.shared();
    private final TestLedger ledger = system.ledger;
    private final Person auditor = ledger.register("auditor", List.of("AUDITOR"), 0);

    @Test
    void aBalanceIsFoldedFromTheEventsWhateverTheReadModelSays() {
        Person ada = ledger.register("ada");
        ada.isAnsweredFor(ada.sends("Hello"), "Hi", 60);
        ada.sends("Still there?");
        system.get(ada, "/api/tokens").ok();
        system.sql().sql("UPDATE read.account_balance SET balance = 1000000 WHERE account_id = ?")
                .param(ada.id).update();

        JsonNode folded = system.get(auditor, "/api/audit/accounts/" + ada.id + "/balance").ok().json();

        assertThat(folded.get("account").asString()).isEqualTo(ada.id.toString());
        assertThat(folded.get("balance").asLong()).isEqualTo(3940);
        assertThat(folded.get("held").asLong()).isEqualTo(100);
        assertThat(folded.get("available").asLong()).isEqualTo(3840);
        assertThat(folded.get("position").asLong()).isEqualTo(ledger.head());
        assertThat(folded.get("events").asLong()).isEqualTo(8);
        assertThat(folded.propertyNames()).containsExactlyInAnyOrder("account", "balance", "held", "available", "at",
                "position", "events");
    }

    @Test
    void anEarlierBalanceIsTheSameAsTheStatementTellsIt() {
        Person ada = ledger.register("ada");
        Instant start = ledger.now().minusSeconds(3);
        ada.isAnsweredFor(ada.sends("Hello"), "Hi", 60);
        ada.isGranted(5);
        ada.isNotAnswered(ada.sends("Hello?"));

        for (Instant at = start; at.isBefore(ledger.now().plusSeconds(2)); at = at.plusMillis(500)) {
            JsonNode folded = system.get(auditor, "/api/audit/accounts/" + ada.id + "/balance?at=" + at).ok().json();
            JsonNode told = system.get(ada, "/api/tokens?at=" + at).ok().json();
            assertThat(folded.get("available").asLong()).as("at " + at).isEqualTo(told.get("available").asLong());
            assertThat(folded.get("held").asLong()).as("at " + at).isEqualTo(told.get("held").asLong());
            assertThat(folded.get("at").asString()).isEqualTo(at.toString());
        }
    }

    @Test
    void whatIsNoAccountIsNotFound() {
        system.get(auditor, "/api/audit/accounts/00000000-0000-0000-0000-000000000000/balance")
                .refused(404, "NOT_FOUND");
        system.get(auditor, "/api/audit/accounts/ada/balance").refused(404, "NOT_FOUND");
    }
}
