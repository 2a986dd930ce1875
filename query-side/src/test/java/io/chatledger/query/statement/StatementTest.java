package io.chatledger.query.statement;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.query.TestLedger;
import io.chatledger.query.TestLedger.Person;
import io.chatledger.query.TestQuerySide;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class StatementTest {

    private final TestQuerySide system = TestQuerySide.shared();
    private final TestLedger ledger = system.ledger;

    @Test
    void every_movement_is_an_entry_with_the_balance_after_it_newest_first() {
        Person ada = ledger.register("ada");
        UUID answered = ada.sends("Hello");
        ada.isAnsweredFor(answered, "Hi", 60);
        UUID failed = ada.sends("Still there?");
        ada.isNotAnswered(failed);
        UUID forgotten = ada.sends("And now?");
        ada.isForgotten(forgotten);
        UUID cancelled = ada.sends("Never mind");
        ada.cancels(cancelled);
        ada.isRevoked(40);

        JsonNode page = system.get(ada, "/api/tokens/history").ok().json();

        assertThat(page.get("next").isNull()).isTrue();
        assertThat(texts(page)).containsExactly(
                "REVOKED 40 balance=3900 held=0 reason=misuse message=null actor=" + TestLedger.ADMIN,
                "RELEASED 100 balance=3940 held=0 reason=CANCELLED message=" + cancelled + " actor=null",
                "HELD 100 balance=3940 held=100 reason=null message=" + cancelled + " actor=null",
                "RELEASED 100 balance=3940 held=0 reason=EXPIRED message=" + forgotten + " actor=null",
                "HELD 100 balance=3940 held=100 reason=null message=" + forgotten + " actor=null",
                "RELEASED 100 balance=3940 held=0 reason=FAILED message=" + failed + " actor=null",
                "HELD 100 balance=3940 held=100 reason=null message=" + failed + " actor=null",
                "DEBITED 60 balance=3940 held=0 reason=null message=" + answered + " actor=null",
                "HELD 100 balance=4000 held=100 reason=null message=" + answered + " actor=null",
                "GRANTED 4000 balance=4000 held=0 reason=welcome message=null actor=system");
        JsonNode newest = page.get("results").get(0);
        assertThat(newest.get("created_at").asString()).isEqualTo(ledger.now().toString());
        assertThat(newest.propertyNames()).containsExactlyInAnyOrder("position", "type", "amount", "balance", "held",
                "reason", "message_id", "actor", "created_at");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 24, 25, 26, 200})
    void its_pages_are_complete_and_without_duplicates_whatever_their_size(int limit) {
        Person ada = ledger.register("ada");
        for (int i = 0; i < 12; i++) {
            ada.isAnswered(ada.sends("Hello"), "Hi");
        }

        List<Long> positions = new ArrayList<>();
        String before = "";
        while (before != null) {
            JsonNode page = system.get(ada, "/api/tokens/history?limit=" + limit + before).ok().json();
            assertThat(page.get("results").size()).isLessThanOrEqualTo(limit);
            page.get("results").forEach(entry -> positions.add(entry.get("position").asLong()));
            before = page.get("next").isNull() ? null : "&before=" + page.get("next").asString();
            // What is added while somebody turns the pages does not shift them.
            ada.isGranted(1);
        }

        assertThat(positions).hasSize(25).doesNotHaveDuplicates().isSortedAccordingTo(Comparator.reverseOrder());
    }

    @ParameterizedTest
    @CsvSource({"limit=0,limit", "limit=201,limit", "limit=-1,limit", "limit=many,limit", "limit=99999999999,limit",
        "before=abc,before", "before=MQ,before", "before=,before"})
    void what_is_no_page_is_refused(String query, String field) {
        Person ada = ledger.register("ada");

        var problem = system.get(ada, "/api/tokens/history?" + query).refused(400, "INVALID_REQUEST").json();

        assertThat(problem.get("errors")).singleElement()
                .satisfies(error -> assertThat(error.get("field").asString()).isEqualTo(field));
    }

    @Test
    void nobody_sees_the_entries_of_another_account_not_even_by_its_cursor() {
        Person ada = ledger.register("ada");
        Person ben = ledger.register("ben");
        ben.sends("Secret");
        String bens = system.get(ben, "/api/tokens/history?limit=1").ok().json().get("next").asString();

        assertThat(texts(system.get(ada, "/api/tokens/history").ok().json())).hasSize(1);
        assertThat(texts(system.get(ada, "/api/tokens/history?before=" + bens).ok().json())).hasSize(1);
        assertThat(texts(system.get(ben, "/api/tokens/history").ok().json())).hasSize(2);
    }

    private static List<String> texts(JsonNode page) {
        List<String> texts = new ArrayList<>();
        String format = "%s %d balance=%d held=%d reason=%s message=%s actor=%s";
        page.get("results").forEach(entry -> texts.add(format.formatted(
                entry.get("type").asString(),
                entry.get("amount").asLong(),
                entry.get("balance").asLong(),
                entry.get("held").asLong(),
                entry.get("reason").asString("null"),
                entry.get("message_id").asString("null"),
                entry.get("actor").asString("null"))));
        return texts;
    }
}
