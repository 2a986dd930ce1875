package io.chatledger.query.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.query.TestLedger;
import io.chatledger.query.TestLedger.Person;
import io.chatledger.query.TestQuerySide;
import io.chatledger.query.TestQuerySide.Answer;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BalanceTest {

    private final TestQuerySide system = TestQuerySide.shared();
    private final TestLedger ledger = system.ledger;

    @Test
    void aNewAccountHasItsWelcomeTokens() {
        Person ada = ledger.register("ada");

        assertBalance(system.get(ada, "/api/tokens"), 4000, 0);
    }

    @Test
    void whatIsHeldCannotBeSpentAndIsDebitedWithTheReply() {
        Person ada = ledger.register("ada");

        UUID message = ada.sends("Hello");
        assertBalance(system.get(ada, "/api/tokens"), 3900, 100);

        ada.isAnswered(message, "Echo: Hello");
        assertBalance(system.get(ada, "/api/tokens"), 3900, 0);
    }

    @Test
    void aReplyBelowTheHeldPriceGivesTheRestBack() {
        Person ada = ledger.register("ada");

        ada.isAnsweredFor(ada.sends("Hello"), "Hi", 30);

        assertBalance(system.get(ada, "/api/tokens"), 3970, 0);
    }

    @Test
    void aFailedReplyCostsNothing() {
        Person ada = ledger.register("ada");

        ada.isNotAnswered(ada.sends("Hello"));

        assertBalance(system.get(ada, "/api/tokens"), 4000, 0);
    }

    @Test
    void aReplyAfterTheHoldHasExpiredCostsNothing() {
        Person ada = ledger.register("ada");

        UUID message = ada.sends("Hello");
        ada.isForgotten(message);
        ada.isAnsweredLate(message, "Sorry, I am late");

        assertBalance(system.get(ada, "/api/tokens"), 4000, 0);
    }

    @Test
    void grantsAndRevocationsCount() {
        Person ada = ledger.register("ada");

        ada.isGranted(500);
        ada.isRevoked(4499);

        assertBalance(system.get(ada, "/api/tokens"), 1, 0);
    }

    @Test
    void aBalanceCanBeAsLargeAsALong() {
        Person rich = ledger.register("rich", java.util.List.of("USER"), Long.MAX_VALUE);

        assertBalance(system.get(rich, "/api/tokens"), Long.MAX_VALUE, 0);
    }

    @Test
    void anEarlierBalanceIsThatAfterTheNewestEntryOfThatTime() {
        Person ada = ledger.register("ada");
        Instant granted = ledger.now();
        UUID message = ada.sends("Hello");
        Instant held = ledger.now();
        ada.isAnswered(message, "Hi");
        Instant debited = ledger.now();

        assertBalance(at(ada, granted.minusMillis(1)), 0, 0);
        assertBalance(at(ada, granted), 4000, 0);
        assertBalance(at(ada, held.minusMillis(1)), 4000, 0);
        assertBalance(at(ada, held), 3900, 100);
        assertBalance(at(ada, debited), 3900, 0);
        assertBalance(at(ada, debited.plusSeconds(1_000_000)), 3900, 0);
        assertBalance(system.get(ada, "/api/tokens?at=2026-01-31T12:00:00%2B02:00"), 0, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "2026-01-31", "2026-01-31T12:00:00", "+12026-01-31T12:00:00Z", "1", "%00"})
    void whatIsNoTimeIsRefused(String time) {
        Person ada = ledger.register("ada");

        Answer answer = system.get(ada, "/api/tokens?at=" + time.replace("+", "%2B")).refused(400, "INVALID_REQUEST");

        assertThat(answer.json().get("errors").get(0).get("field").asString()).isEqualTo("at");
    }

    @Test
    void nobodyKnowsTheBalanceOfATimeToCome() {
        Person ada = ledger.register("ada");
        Person auditor = ledger.register("auditor", java.util.List.of("AUDITOR"), 0);
        String tomorrow = "?at=" + Instant.now().plusSeconds(60);

        for (Answer answer : java.util.List.of(
                system.get(ada, "/api/tokens" + tomorrow),
                system.get(auditor, "/api/audit/accounts/" + ada.id + "/balance" + tomorrow))) {
            assertThat(answer.refused(400, "INVALID_REQUEST").json().get("errors").get(0).get("field").asString())
                    .isEqualTo("at");
        }
    }

    private Answer at(Person person, Instant time) {
        return system.get(person, "/api/tokens?at=" + time);
    }

    private static void assertBalance(Answer answer, long available, long held) {
        var json = answer.ok().json();
        assertThat(json.get("tokens").asLong()).isEqualTo(available);
        assertThat(json.get("available").asLong()).isEqualTo(available);
        assertThat(json.get("held").asLong()).isEqualTo(held);
        assertThat(json.propertyNames()).containsExactlyInAnyOrder("tokens", "available", "held");
    }
}
