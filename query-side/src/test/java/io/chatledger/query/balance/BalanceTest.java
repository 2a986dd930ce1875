package io.chatledger.query.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.query.TestLedger.Person;
import io.chatledger.query.TestQuerySide;
import io.chatledger.query.TestQuerySide.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BalanceTest {

    private static TestQuerySide system;

    @BeforeAll
    static void start() {
        system = new TestQuerySide();
    }

    @AfterAll
    static void stop() {
        system.close();
    }

    @Test
    void a_new_account_has_its_welcome_tokens() {
        Person ada = system.ledger.register("ada");

        assertBalance(system.get(ada, "/api/tokens"), 4000, 0);
    }

    @Test
    void what_is_held_cannot_be_spent_and_is_debited_with_the_reply() {
        Person ben = system.ledger.register("ben");

        var message = ben.sends("Hello");
        assertBalance(system.get(ben, "/api/tokens"), 3900, 100);

        ben.isAnswered(message, "Echo: Hello");
        assertBalance(system.get(ben, "/api/tokens"), 3900, 0);
    }

    private static void assertBalance(Answer answer, long available, long held) {
        var json = answer.ok().json();
        assertThat(json.get("tokens").asLong()).isEqualTo(available);
        assertThat(json.get("available").asLong()).isEqualTo(available);
        assertThat(json.get("held").asLong()).isEqualTo(held);
    }
}
