package io.chatledger.query.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.query.TestLedger;
import io.chatledger.query.TestLedger.Person;
import io.chatledger.query.TestQuerySide;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ConversationTest {

    private final TestQuerySide system = TestQuerySide.shared();
    private final TestLedger ledger = system.ledger;
    private final Person ada = ledger.register("ada");
    private final UUID conversation = UUID.randomUUID();

    @Test
    void aConversationBeginsWithItsFirstMessageAndIsCalledByIt() {
        assertThat(titles(ada)).isEmpty();

        ada.sends("What is event sourcing, and why would anybody want to do that?", conversation);

        JsonNode begun = one(ada);
        assertThat(begun.get("id").asString()).isEqualTo(conversation.toString());
        assertThat(begun.get("title").asString())
                .isEqualTo("What is event sourcing, and why would anybody want to do");
        assertThat(begun.get("messages").asLong()).isEqualTo(1);
        assertThat(begun.get("created_at").asString()).isEqualTo(ledger.now().minusSeconds(1).toString());
        assertThat(begun.get("last_activity_at")).isEqualTo(begun.get("created_at"));
        assertThat(begun.propertyNames())
                .containsExactly("id", "title", "messages", "archived", "last_activity_at", "created_at");
        JsonNode page = system.get(ada, "/api/conversations").ok().json();
        assertThat(page.get("results").get(0)).isEqualTo(begun);
        assertThat(page.get("next").isNull()).isTrue();
    }

    @Test
    void textsThatWereEmbeddedAreInTheHistoryButNoConversation() {
        ada.isAnswered(ada.embeds("A thousand documents", conversation), "[1000 embeddings]");

        assertThat(titles(ada)).isEmpty();
        assertThat(system.get(ada, "/api/conversations/" + conversation).status()).isEqualTo(404);
        JsonNode shown = system.get(ada, "/api/chat").ok().json().get("results").get(0);
        assertThat(shown.get("message").asString()).isEqualTo("A thousand documents");
        assertThat(shown.get("response").asString()).isEqualTo("[1000 embeddings]");
        assertThat(shown.get("tokens_deducted").asLong()).isEqualTo(100);
    }

    @Test
    void everyMessageCountsAnsweredOrNotAndNoneChangesTheTitle() {
        ada.isAnswered(ada.sends("First", conversation), "Hi");
        ada.isNotAnswered(ada.sends("Second", conversation));
        ada.cancels(ada.sends("Third", conversation));
        ada.isForgotten(ada.sends("Fourth", conversation));
        ada.sends("Fifth", conversation);

        assertThat(one(ada).get("messages").asLong()).isEqualTo(5);
        assertThat(one(ada).get("title").asString()).isEqualTo("First");
    }

    @Test
    void messagesAndRepliesAreActivityAndFailuresAndNewNamesAreNot() {
        UUID answered = ada.sends("a", conversation);
        UUID cutOff = ada.sends("b", conversation);
        UUID failed = ada.sends("c", conversation);
        UUID forgotten = ada.sends("d", conversation);
        Instant lastSent = ledger.now().minusSeconds(1);
        assertThat(lastActivity(ada)).isEqualTo(lastSent);

        ada.isNotAnswered(failed);
        ada.isForgotten(forgotten);
        ada.renames(conversation, "Letters");
        assertThat(lastActivity(ada)).isEqualTo(lastSent);

        ada.isAnswered(answered, "A");
        assertThat(lastActivity(ada)).isEqualTo(ledger.now().minusSeconds(1));
        ada.cancelsAfter(cutOff, "B", 10);
        Instant lastReplied = ledger.now().minusSeconds(1);
        assertThat(lastActivity(ada)).isEqualTo(lastReplied);
        ada.isAnsweredLate(forgotten, "D");
        assertThat(lastActivity(ada)).isEqualTo(lastReplied);
    }

    @Test
    void aMessageThatHasExpiredIsNotWaitedForAnyMore() {
        UUID forgotten = ada.sends("a", conversation);
        assertThat(waitedFor()).containsExactly(forgotten);

        ada.isForgotten(forgotten);
        assertThat(waitedFor()).isEmpty();

        ada.isAnsweredLate(forgotten, "A");
        UUID next = ada.sends("b", conversation);
        assertThat(waitedFor()).containsExactly(next);
    }

    private List<UUID> waitedFor() {
        one(ada);
        return system.sql().sql("SELECT unnest(unanswered) FROM read.conversation WHERE account_id = ?")
                .param(ada.id)
                .query(UUID.class)
                .list();
    }

    @Test
    void theConversationWithTheLatestActivityComesFirst() {
        UUID inOne = ada.sends("one", UUID.randomUUID());
        ada.sends("two", conversation);
        ada.sends("three", UUID.randomUUID());
        assertThat(titles(ada)).containsExactly("three", "two", "one");

        ada.isAnswered(inOne, "Hi");
        assertThat(titles(ada)).containsExactly("one", "three", "two");

        ada.sends("two again", conversation);
        assertThat(titles(ada)).containsExactly("two", "one", "three");
    }

    @Test
    void aRenamedConversationKeepsItsNameWhateverIsSaid() {
        ada.sends("Hello", conversation);

        ada.renames(conversation, "Grüße, 世界 🌍 \\ \"");
        ada.sends("Another thing", conversation);
        assertThat(one(ada).get("title").asString()).isEqualTo("Grüße, 世界 🌍 \\ \"");

        ada.renames(conversation, "Better");
        assertThat(one(ada).get("title").asString()).isEqualTo("Better");
    }

    @Test
    void anArchivedConversationIsListedOnDemandUntilItIsTakenOutOrSomethingIsSaidInIt() {
        ada.sends("Something else");
        UUID message = ada.sends("Embarrassing", conversation);
        ada.renames(conversation, "Private");

        ada.archives(conversation);
        ada.archives(conversation);
        assertThat(titles(ada)).containsExactly("Something else");
        assertThat(archive(ada)).containsExactly("Private");
        assertThat(one(ada).get("archived").asBoolean()).isTrue();
        assertThat(messages(ada)).containsExactly("Embarrassing");

        // What was asked before is still answered, but that is nothing new to say.
        ada.isAnswered(message, "I see");
        ada.renames(conversation, "Very private");
        assertThat(archive(ada)).containsExactly("Very private");

        ada.restores(conversation);
        assertThat(titles(ada)).containsExactly("Very private", "Something else");
        assertThat(archive(ada)).isEmpty();

        ada.archives(conversation);
        ada.sends("Anyway", conversation);
        assertThat(titles(ada)).containsExactly("Very private", "Something else");
        assertThat(one(ada).get("archived").asBoolean()).isFalse();
        assertThat(messages(ada)).containsExactly("Anyway", "Embarrassing");
    }

    @Test
    void aDeletedConversationIsReadByNobodyAndAdministratorsSeeThatThereWasOne() {
        ada.sends("Something else");
        UUID message = ada.sends("Embarrassing", conversation);
        ada.archives(conversation);
        ada.deletes(conversation);
        // Whatever still comes to an end, or was under way at that moment.
        ada.isAnswered(message, "I see");
        ada.renames(conversation, "Private");
        ada.sends("Too late", conversation);

        assertThat(titles(ada)).containsExactly("Something else");
        assertThat(archive(ada)).isEmpty();
        system.get(ada, "/api/conversations/" + conversation).refused(404, "NOT_FOUND");
        system.get(ada, "/api/chat?conversation_id=" + conversation).refused(404, "NOT_FOUND");
        String history = system.get(ada, "/api/chat").ok().http().body();
        assertThat(history).contains("Something else").doesNotContain("Embarrassing", "I see", "Too late");

        Person admin = ledger.register("admin", List.of("ADMIN"), 0);
        String account = "/api/admin/users/" + ada.id;
        admin.opensChatsOf(ada, Duration.ofDays(36_500));
        assertThat(system.get(admin, account + "/chat").ok().http().body())
                .contains("Something else").doesNotContain("Embarrassing", "I see", "Too late");
        JsonNode known = system.get(admin, account + "/conversations").ok().json().get("results");
        assertThat(known).hasSize(2).filteredOn(each -> each.get("id").asString().equals(conversation.toString()))
                .singleElement().satisfies(deleted -> {
                    assertThat(deleted.get("messages").asLong()).isEqualTo(2);
                    assertThat(deleted.get("deleted_at").isNull()).isFalse();
                });
        assertThat(known.toString()).doesNotContain("Embarrassing", "Private");
        system.get(ada, account + "/conversations").refused(403, "FORBIDDEN");
    }

    @Test
    void whereNothingWasSaidThereIsNoConversationToRenameArchiveOrDelete() {
        ada.renames(conversation, "Nothing");
        ada.archives(conversation);
        ada.deletes(conversation);
        assertThat(titles(ada)).isEmpty();

        ada.sends("Hello", conversation);
        assertThat(titles(ada)).containsExactly("Hello");
    }

    @Test
    void nobodySeesOrChangesTheConversationsOfAnotherAccountNotEvenByTheSameId() {
        Person ben = ledger.register("ben");
        UUID bens = ben.sends("Secret", conversation);
        system.get(ada, "/api/conversations/" + conversation).refused(404, "NOT_FOUND");
        assertThat(titles(ada)).isEmpty();

        ada.sends("Mine", conversation);
        ada.renames(conversation, "Still mine");
        ada.archives(conversation);
        ben.isAnswered(bens, "Psst");

        assertThat(one(ben).get("title").asString()).isEqualTo("Secret");
        assertThat(one(ben).get("messages").asLong()).isEqualTo(1);
        assertThat(titles(ada)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "ada", "00000000-0000-0000-0000-000000000000", "0-0-0-0-0", "%20"})
    void whatIsNoConversationIsNotFound(String id) {
        system.get(ada, "/api/conversations/" + id).refused(404, "NOT_FOUND");
    }

    @ParameterizedTest
    @CsvSource({"limit=0,limit", "limit=201,limit", "limit=many,limit", "before=abc,before", "before=,before"})
    void whatIsNoPageIsRefused(String query, String field) {
        JsonNode problem = system.get(ada, "/api/conversations?" + query).refused(400, "INVALID_REQUEST").json();

        assertThat(problem.get("errors").get(0).get("field").asString()).isEqualTo(field);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 9, 10, 11})
    void itsPagesAreCompleteAndWithoutDuplicatesWhateverTheirSize(int limit) {
        List<String> expected = conversations(10).reversed();

        assertThat(turnPages(limit, () -> {})).isEqualTo(expected);
    }

    @Test
    void whatIsSaidWhileSomebodyTurnsThePagesNeitherShiftsNorRepeatsAnything() {
        List<String> before = conversations(10);
        UUID first = UUID.fromString(system.get(ada, "/api/conversations").ok().json()
                .get("results").get(0).get("id").asString());

        List<String> seen = turnPages(3, () -> {
            ada.sends("new " + UUID.randomUUID());
            ada.sends("on top again", first);
            UUID archived = UUID.randomUUID();
            ada.sends("archived", archived);
            ada.archives(archived);
        });

        assertThat(seen).isEqualTo(before.reversed());
    }

    /** In batches, a whole life at once is folded in memory; event by event, each step goes through the table. */
    @Test
    void itMakesNoDifferenceHowManyEventsAreProjectedAtOnce() {
        Person stepwise = ledger.register("stepwise");
        lead(stepwise, new UUID(1, 1), true);
        Person atOnce = ledger.register("at-once");
        system.get(atOnce, "/api/conversations").ok();
        ledger.stopNumbering();
        lead(atOnce, new UUID(2, 2), false);
        ledger.number();

        assertThat(row(atOnce)).isEqualTo(row(stepwise));
        assertThat(row(atOnce)).startsWith("true Named 4 0");
    }

    private void lead(Person person, UUID conversation, boolean waiting) {
        UUID one = person.sends("one", conversation);
        UUID two = person.sends("two", conversation);
        Stream.<Runnable>of(
                () -> person.isAnswered(one, "1"),
                () -> person.renames(conversation, "Named"),
                () -> person.isNotAnswered(two),
                () -> person.isForgotten(person.sends("three", conversation)),
                () -> person.cancelsAfter(person.sends("four", conversation), "4", 1),
                () -> person.archives(conversation)).forEach(step -> {
                    step.run();
                    if (waiting) {
                        system.get(person, "/api/conversations").ok();
                    }
                });
    }

    /** Archived, title, number of messages, and how many of them wait for a reply. */
    private String row(Person person) {
        system.get(person, "/api/conversations").ok();
        return system.sql().sql("""
                        SELECT concat_ws(' ', archived::text, title, messages, cardinality(unanswered),
                            last_activity_at - created_at)
                        FROM read.conversation WHERE account_id = ?""")
                .param(person.id)
                .query(String.class)
                .single();
    }

    private List<String> conversations(int count) {
        List<String> titles = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            titles.add("conversation " + i);
            ada.isAnswered(ada.sends(titles.getLast()), "Hi");
        }
        return titles;
    }

    private List<String> turnPages(int limit, Runnable betweenPages) {
        List<String> titles = new ArrayList<>();
        Set<String> cursors = new HashSet<>();
        String before = "";
        while (before != null) {
            JsonNode page = system.get(ada, "/api/conversations?limit=" + limit + before).ok().json();
            assertThat(page.get("results").size()).isLessThanOrEqualTo(limit);
            page.get("results").forEach(each -> titles.add(each.get("title").asString()));
            before = page.get("next").isNull() ? null : "&before=" + page.get("next").asString();
            assertThat(cursors.add(before)).as("turns in circles").isTrue();
            betweenPages.run();
        }
        return titles;
    }

    private JsonNode one(Person person) {
        return system.get(person, "/api/conversations/" + conversation).ok().json();
    }

    private Instant lastActivity(Person person) {
        return Instant.parse(one(person).get("last_activity_at").asString());
    }

    private List<String> titles(Person person) {
        return titles(person, "");
    }

    private List<String> archive(Person person) {
        return titles(person, "?archived=true");
    }

    private List<String> titles(Person person, String query) {
        List<String> titles = new ArrayList<>();
        system.get(person, "/api/conversations" + query).ok().json().get("results")
                .forEach(each -> titles.add(each.get("title").asString()));
        return titles;
    }

    private List<String> messages(Person person) {
        List<String> messages = new ArrayList<>();
        system.get(person, "/api/chat?conversation_id=" + conversation).ok().json().get("results")
                .forEach(each -> messages.add(each.get("message").asString()));
        return messages;
    }
}
