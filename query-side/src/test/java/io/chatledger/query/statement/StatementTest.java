package io.chatledger.query.statement;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.api.TokensRevoked;
import io.chatledger.query.TestLedger;
import io.chatledger.query.TestLedger.Person;
import io.chatledger.query.TestQuerySide;
import io.chatledger.query.TestQuerySide.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class StatementTest {

    private final TestQuerySide system = TestQuerySide.shared();
    private final TestLedger ledger = system.ledger;

    @Test
    void everyMovementIsAnEntryWithTheBalanceAfterItNewestFirst() {
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
        assertThat(newest.propertyNames()).containsExactlyInAnyOrder("position", "type", "amount", "change", "balance",
                "held", "reason", "message_id", "conversation_id", "excerpt", "model", "price", "actor", "created_at");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 24, 25, 26, 200})
    void itsPagesAreCompleteAndWithoutDuplicatesWhateverTheirSize(int limit) {
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

        // 1 to 25, whatever happens in other accounts.
        assertThat(positions).isEqualTo(LongStream.rangeClosed(1, 25).map(i -> 26 - i).boxed().toList());
    }

    @ParameterizedTest
    @CsvSource({"limit=0,limit", "limit=201,limit", "limit=-1,limit", "limit=many,limit", "limit=99999999999,limit",
        "before=abc,before", "before=MQ,before", "before=,before", "limit=,limit", "type=,type", "type=held,type",
        "type=SPENT,type", "from=yesterday,from", "until=,until", "format=xml,format", "format=,format",
        "from=2026-02-01T00:00:00Z&until=2026-02-01T00:00:00Z,until", "format=csv&limit=10001,limit"})
    void whatIsNoPageIsRefused(String query, String field) {
        Person ada = ledger.register("ada");

        var problem = system.get(ada, "/api/tokens/history?" + query).refused(400, "INVALID_REQUEST").json();

        assertThat(problem.get("errors")).singleElement()
                .satisfies(error -> assertThat(error.get("field").asString()).isEqualTo(field));
    }

    @Test
    void nobodySeesTheEntriesOfAnotherAccountNotEvenByItsCursor() {
        Person ada = ledger.register("ada");
        Person ben = ledger.register("ben");
        ben.sends("Secret");
        String bens = system.get(ben, "/api/tokens/history?limit=1").ok().json().get("next").asString();

        assertThat(texts(system.get(ada, "/api/tokens/history").ok().json())).hasSize(1);
        assertThat(texts(system.get(ada, "/api/tokens/history?before=" + bens).ok().json())).hasSize(1);
        assertThat(texts(system.get(ben, "/api/tokens/history").ok().json())).hasSize(2);
    }

    @Test
    void anEntrySaysWhichWayTheTokensWentAndWhatTheMessageWasAbout() {
        Person ada = ledger.register("ada");
        UUID conversation = UUID.randomUUID();
        UUID message = ada.sends("  What is\n a token? " + "x".repeat(100), conversation);
        ada.isAnsweredFor(message, "Hi", 60);
        ada.isRevoked(5);

        JsonNode results = system.get(ada, "/api/tokens/history").ok().json().get("results");

        assertThat(results).extracting(entry -> entry.get("type").asString() + " " + entry.get("change").asLong())
                .containsExactly("REVOKED -5", "DEBITED -60", "HELD 0", "GRANTED 4000");
        assertThat(results).extracting(entry -> entry.get("excerpt").asString(null))
                .containsExactly(null, "What is a token?", "What is a token?", null);
        assertThat(results.get(1).get("conversation_id").asString()).isEqualTo(conversation.toString());
        assertThat(results.get(1).get("model").asString()).isEqualTo("demo");
        assertThat(results.get(1).get("price").asString()).isEqualTo("100 a message");
        assertThat(results.get(0).get("model").isNull()).isTrue();
    }

    @Test
    void theEntriesOfATimeAndOfATypeAreShownByThemselvesWithTheTotalsOfTheTime() {
        Person ada = ledger.register("ada");
        Instant welcomed = ledger.now();
        ada.isAnsweredFor(ada.sends("Hello"), "Hi", 60);
        Instant debited = ledger.now();
        ada.isGranted(7);
        ada.isRevoked(2);
        Instant revoked = ledger.now();
        String path = "/api/tokens/history?from=" + welcomed.plusMillis(1) + "&until=";

        JsonNode all = system.get(ada, path + revoked.plusMillis(1)).ok().json();
        assertThat(types(all)).containsExactly("REVOKED", "GRANTED", "DEBITED", "HELD");
        assertThat(all.get("totals").toString()).isEqualTo("""
                {"opening_balance":4000,"granted":7,"revoked":2,"debited":60,"closing_balance":3945}""");
        JsonNode some = system.get(ada, path + revoked + "&type=DEBITED&limit=1").ok().json();
        assertThat(types(some)).containsExactly("DEBITED");
        assertThat(some.get("next").isNull()).isTrue();
        assertThat(some.get("totals").toString()).isEqualTo("""
                {"opening_balance":4000,"granted":7,"revoked":0,"debited":60,"closing_balance":3947}""");
        assertThat(types(system.get(ada, path + debited).ok().json())).containsExactly("HELD");
        assertThat(types(system.get(ada, "/api/tokens/history?from=" + debited).ok().json()))
                .containsExactly("REVOKED", "GRANTED", "DEBITED");
        JsonNode before = system.get(ada, "/api/tokens/history?until=2000-01-01T00:00:00Z").ok().json();
        assertThat(before.get("results").isEmpty()).isTrue();
        assertThat(before.get("totals").get("closing_balance").asLong()).isZero();
        assertThat(types(system.get(ada, "/api/tokens/history?from=0000-01-01T00:00:00Z&until=9999-12-31T00:00:00Z")
                .ok().json())).hasSize(5);
    }

    @Test
    void aSpreadsheetGetsLinesInWhichNoTextIsAFormula() {
        Person ada = ledger.register("ada");
        UUID message = ada.sends("=HYPERLINK(\"x\"), she said");
        ada.isNotAnswered(message);
        ledger.record(new TokensRevoked(ada.id.toString(), 5, "-1+1", TestLedger.ADMIN));

        Answer csv = system.get(ada, "/api/tokens/history?format=csv&limit=3").ok();

        assertThat(csv.http().headers().firstValue("Content-Type")).get().asString().startsWith("text/csv");
        assertThat(csv.http().headers().firstValue("Content-Disposition")).get().asString().startsWith("attachment");
        List<String> lines = List.of(csv.http().body().split("\r\n"));
        assertThat(lines.getFirst()).isEqualTo(
                "position,created_at,type,change,amount,balance,held,excerpt,model,price,reason,actor,message_id,"
                        + "conversation_id");
        assertThat(lines.get(1)).startsWith("4,").contains(",REVOKED,-5,5,3995,0,,,,'-1+1,");
        assertThat(lines.get(2)).startsWith("3,").contains(
                ",RELEASED,0,100,4000,0,\"'=HYPERLINK(\"\"x\"\"), she said\",demo,100 a message,FAILED,,");
        assertThat(lines).hasSize(4);
        String next = csv.http().headers().firstValue("Link").orElseThrow().replaceAll("<(.*)>; rel=\"next\"", "$1");
        Answer last = system.get(ada, next).ok();
        assertThat(last.http().body().split("\r\n")).hasSize(2);
        assertThat(last.http().headers().firstValue("Link")).isEmpty();
        String accepted = system.send("GET", "/api/tokens/history", "Bearer " + system.keys.tokenFor(ada),
                Map.of("Accept", "text/csv")).ok().http().body();
        assertThat(accepted.split("\r\n")).hasSize(5);
    }

    @Test
    void ofADeletedConversationTheAmountsStayAndNoWordOfIt() {
        Person ada = ledger.register("ada");
        UUID conversation = UUID.randomUUID();
        ada.isAnsweredFor(ada.sends("Embarrassing", conversation), "I see", 60);
        JsonNode before = system.get(ada, "/api/tokens/history").ok().json().get("results");
        assertThat(before.get(0).get("excerpt").asString()).isEqualTo("Embarrassing");

        ada.deletes(conversation);

        JsonNode results = system.get(ada, "/api/tokens/history").ok().json().get("results");
        assertThat(results).hasSize(3);
        for (int i = 0; i < 2; i++) {
            JsonNode entry = results.get(i);
            assertThat(entry.get("excerpt").isNull()).isTrue();
            assertThat(entry.get("conversation_id").isNull()).isTrue();
            for (String stays : List.of("position", "type", "amount", "change", "balance", "held", "message_id",
                    "model", "price", "created_at")) {
                assertThat(entry.get(stays)).as(stays).isEqualTo(before.get(i).get(stays));
            }
        }
        String message = results.get(0).get("message_id").asString();
        String csv = system.get(ada, "/api/tokens/history?format=csv&limit=1").ok().http().body();
        assertThat(csv.split("\r\n")[1])
                .endsWith(",DEBITED,-60,60,3940,0,,demo,100 a message,,," + message + ",");
        assertThat(csv).doesNotContain("Embarrassing", conversation.toString());
    }

    @Test
    void anEntryIsNeverBeforeTheOneBeforeItWhateverTheClocksSay() {
        Person ada = ledger.register("ada");
        ada.isGranted(1);
        Instant granted = ledger.now();
        ledger.turnBackTheClock(Duration.ofMillis(1500));
        ada.isGranted(2);

        JsonNode results = system.get(ada, "/api/tokens/history").ok().json().get("results");

        assertThat(results.get(0).get("created_at").asString()).isEqualTo(granted.toString());
        assertThat(system.get(ada, "/api/tokens?at=" + granted).ok().json().get("tokens").asLong()).isEqualTo(4003);
        assertThat(system.get(ada, "/api/tokens?at=" + granted.minusMillis(1)).ok().json().get("tokens").asLong())
                .isEqualTo(4000);
    }

    private static List<String> types(JsonNode page) {
        List<String> types = new ArrayList<>();
        page.get("results").forEach(entry -> types.add(entry.get("type").asString()));
        return types;
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
