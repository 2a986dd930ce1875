package io.chatledger.query.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.api.ReplyRecorded;
import io.chatledger.query.TestLedger;
import io.chatledger.query.TestLedger.Person;
import io.chatledger.query.TestQuerySide;
import io.chatledger.query.web.Cursor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class HistoryTest {

    private final TestQuerySide system = TestQuerySide.shared();
    private final TestLedger ledger = system.ledger;

    @Test
    void aMessageIsPendingUntilItIsAnswered() {
        Person ada = ledger.register("ada");
        UUID conversation = UUID.randomUUID();
        UUID message = ada.sends("Hello, AI!", conversation);

        JsonNode pending = only(ada);
        assertThat(pending.get("id").asString()).isEqualTo(message.toString());
        assertThat(pending.get("conversation_id").asString()).isEqualTo(conversation.toString());
        assertThat(pending.get("message").asString()).isEqualTo("Hello, AI!");
        assertThat(pending.get("response").isNull()).isTrue();
        assertThat(pending.get("status").asString()).isEqualTo("pending");
        assertThat(pending.get("model").asString()).isEqualTo("demo");
        assertThat(pending.get("tokens_deducted").asLong()).isZero();
        assertThat(pending.get("answered_at").isNull()).isTrue();

        ada.isAnswered(message, "Echo: Hello, AI!");

        JsonNode answered = only(ada);
        assertThat(answered.get("response").asString()).isEqualTo("Echo: Hello, AI!");
        assertThat(answered.get("status").asString()).isEqualTo("answered");
        assertThat(answered.get("tokens_deducted").asLong()).isEqualTo(100);
        assertThat(answered.get("created_at").asString()).isEqualTo(ledger.now().minusSeconds(3).toString());
        assertThat(answered.get("answered_at").asString()).isEqualTo(ledger.now().minusSeconds(1).toString());
        assertThat(answered.propertyNames()).containsExactlyInAnyOrder("id", "conversation_id", "message", "response",
                "status", "model", "tokens_deducted", "created_at", "answered_at");
    }

    @Test
    void aMessageWithoutAReplyHasFailed() {
        Person ada = ledger.register("ada");

        ada.isNotAnswered(ada.sends("Hello"));

        assertThat(only(ada).get("status").asString()).isEqualTo("failed");
        assertThat(only(ada).get("tokens_deducted").asLong()).isZero();
    }

    @Test
    void anExpiredMessageHasFailedAndALateReplyIsShownForNothing() {
        Person ada = ledger.register("ada");
        UUID message = ada.sends("Hello");

        ada.isForgotten(message);
        assertThat(only(ada).get("status").asString()).isEqualTo("failed");

        ada.isAnsweredLate(message, "Sorry, I am late");
        assertThat(only(ada).get("status").asString()).isEqualTo("answered");
        assertThat(only(ada).get("response").asString()).isEqualTo("Sorry, I am late");
        assertThat(only(ada).get("tokens_deducted").asLong()).isZero();
    }

    @Test
    void aMessageCancelledBeforeAWordWasSaidHasNoResponseAndCostsNothing() {
        Person ada = ledger.register("ada");

        ada.cancels(ada.sends("Hello"));

        assertThat(only(ada).get("status").asString()).isEqualTo("cancelled");
        assertThat(only(ada).get("response").isNull()).isTrue();
        assertThat(only(ada).get("tokens_deducted").asLong()).isZero();
        assertThat(only(ada).get("answered_at").isNull()).isTrue();
    }

    @Test
    void aMessageCancelledInTheMiddleOfTheReplyShowsAndCostsWhatWasSaid() {
        Person ada = ledger.register("ada");

        ada.cancelsAfter(ada.sends("Tell me a story"), "Once upon a", 30);

        assertThat(only(ada).get("status").asString()).isEqualTo("cancelled");
        assertThat(only(ada).get("response").asString()).isEqualTo("Once upon a");
        assertThat(only(ada).get("tokens_deducted").asLong()).isEqualTo(30);
        assertThat(only(ada).get("answered_at").asString()).isEqualTo(ledger.now().minusSeconds(1).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"STOP", "LENGTH"})
    void aReplyThatTheModelEndedIsAnAnswerCutShortOrNot(String finish) {
        Person ada = ledger.register("ada");
        UUID message = ada.sends("Hello");

        ledger.record(new ReplyRecorded(ada.id.toString(), message.toString(), "Hi", finish));

        assertThat(only(ada).get("status").asString()).isEqualTo("answered");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0000', value = {
        "{\"tool_calls\":[{\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}},"
                + "{\"custom\":{\"name\":\"c\",\"input\":\"i\"}}]}"
                + " | f({}) c(i)",
        "{\"audio\":{\"transcript\":\"Hello.\"}} | Hello.",
        "{} | ''",
    })
    void aReplyWithoutTextIsShownByWhatItCallsOrSays(String answered, String shown) {
        Person ada = ledger.register("ada");
        UUID message = ada.sends("Hello");

        ledger.record(new ReplyRecorded(
                ada.id.toString(), message.toString(), "", "tool_calls", null, null,
                "{\"choices\":[{\"message\":" + answered + "}]}", null));

        assertThat(only(ada).get("response").asString()).isEqualTo(shown.replace(' ', '\n').replace("''", ""));
        assertThat(only(ada).get("status").asString()).isEqualTo("answered");
    }

    @Test
    void whatPostgresqlCannotStoreStopsNobodysHistory() {
        Person ada = ledger.register("ada");

        ada.isAnswered(ada.sends("Grüße, 世界 🌍 \\ \" \n"), "a\0b\uD83Dc 🌍");

        assertThat(only(ada).get("message").asString()).isEqualTo("Grüße, 世界 🌍 \\ \" \n");
        assertThat(only(ada).get("response").asString()).isEqualTo("a\uFFFDb\uFFFDc 🌍");
    }

    @Test
    void aConversationIsShownByItself() {
        Person ada = ledger.register("ada");
        UUID one = UUID.randomUUID();
        UUID other = UUID.randomUUID();
        ada.sends("one 1", one);
        ada.sends("other 1", other);
        ada.sends("one 2", one);

        assertThat(messages(ada, "conversation_id=" + one)).containsExactly("one 2", "one 1");
        assertThat(messages(ada, "conversation_id=" + other)).containsExactly("other 1");
        assertThat(messages(ada, "conversation_id=" + one + "&limit=1")).containsExactly("one 2");
        assertThat(messages(ada, "")).containsExactly("one 2", "other 1", "one 1");
        system.get(ada, "/api/chat?conversation_id=one").refused(400, "INVALID_REQUEST");
    }

    @Test
    void theMessagesOfATimeAreShownByThemselves() {
        Person ada = ledger.register("ada");
        UUID conversation = UUID.randomUUID();
        ada.sends("one", conversation);
        Instant one = ledger.now().minusSeconds(1);
        ada.sends("two");
        ada.sends("three", conversation);
        Instant three = ledger.now().minusSeconds(1);

        assertThat(messages(ada, "from=" + one)).containsExactly("three", "two", "one");
        assertThat(messages(ada, "from=" + one.plusMillis(1))).containsExactly("three", "two");
        assertThat(messages(ada, "until=" + three)).containsExactly("two", "one");
        assertThat(messages(ada, "until=" + three.plusMillis(1) + "&limit=1")).containsExactly("three");
        assertThat(messages(ada, "from=" + one + "&until=" + three + "&conversation_id=" + conversation))
                .containsExactly("one");
        assertThat(messages(ada, "from=0000-01-01T00:00:00Z&until=9999-12-31T23:59:59Z")).hasSize(3);
        system.get(ada, "/api/chat?from=" + one + "&until=" + one).refused(400, "INVALID_REQUEST");
    }

    @Test
    void aPageTellsNobodyHowBusyOthersAre() {
        Person ada = ledger.register("ada");
        ada.sends("one");
        ledger.register("ben").sends("Hello");
        ada.sends("two");

        String next = system.get(ada, "/api/chat?limit=1").ok().json().get("next").asString();

        // The fifth event of the account, and the same if nobody else were there.
        assertThat(Cursor.parse(next)).isEqualTo(new Cursor(4));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 9, 10, 11, 200})
    void itsPagesAreCompleteAndWithoutDuplicatesWhateverTheirSize(int limit) {
        Person ada = ledger.register("ada");
        for (int i = 0; i < 10; i++) {
            ada.sends("message " + i);
        }

        List<String> messages = new ArrayList<>();
        String before = "";
        while (before != null) {
            JsonNode page = system.get(ada, "/api/chat?limit=" + limit + before).ok().json();
            page.get("results").forEach(message -> messages.add(message.get("message").asString()));
            before = page.get("next").isNull() ? null : "&before=" + page.get("next").asString();
        }

        assertThat(messages).hasSize(10).doesNotHaveDuplicates().startsWith("message 9").endsWith("message 0");
    }

    @Test
    void nobodySeesTheMessagesOfAnotherAccount() {
        Person ada = ledger.register("ada");
        Person ben = ledger.register("ben");
        UUID conversation = UUID.randomUUID();
        ben.sends("Secret", conversation);

        assertThat(messages(ada, "")).isEmpty();
        system.get(ada, "/api/chat?conversation_id=" + conversation).refused(404, "NOT_FOUND");
    }

    @Test
    void aConversationWithoutAMessageOfTheAccountIsNotFoundButAPageAfterItsLastIsEmpty() {
        Person ada = ledger.register("ada");
        UUID conversation = UUID.randomUUID();
        String path = "/api/chat?conversation_id=" + conversation;
        system.get(ada, path).refused(404, "NOT_FOUND");

        ada.sends("Hello", conversation);

        assertThat(system.get(ada, path).ok().json().get("results").size()).isEqualTo(1);
        // Position 0, before everything.
        assertThat(system.get(ada, path + "&before=AAAAAAAAAAA").ok().json().get("results").size()).isZero();
    }

    private JsonNode only(Person person) {
        JsonNode results = system.get(person, "/api/chat").ok().json().get("results");
        assertThat(results.size()).isEqualTo(1);
        return results.get(0);
    }

    private List<String> messages(Person person, String query) {
        List<String> messages = new ArrayList<>();
        system.get(person, "/api/chat?" + query).ok().json().get("results")
                .forEach(message -> messages.add(message.get("message").asString()));
        return messages;
    }
}
