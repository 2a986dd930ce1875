package io.chatledger.query.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.query.TestLedger;
import io.chatledger.query.TestLedger.Person;
import io.chatledger.query.TestQuerySide;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class SearchTest {

    private final TestQuerySide system = TestQuerySide.shared();
    private final TestLedger ledger = system.ledger;
    private final Person ada = ledger.register("ada");
    private final UUID conversation = UUID.randomUUID();

    @Test
    void aMessageIsFoundByItsWordsAndByThoseOfItsReplyNewestFirst() {
        ada.isAnswered(ada.sends("How do I bake bread?", conversation), "With flour.");
        ada.isAnswered(ada.sends("And a cake?", conversation), "As you bake bread, but sweeter.");
        ada.sends("Thanks", conversation);
        Person bob = ledger.register("bob");
        bob.sends("Where is the bread?");

        assertThat(found("bread")).containsExactly("And a cake?", "How do I bake bread?");
        assertThat(found("flour")).containsExactly("How do I bake bread?");
        assertThat(found("nothing of that")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"GRÜN, Das grüne Haus", "grüne haus, Das GRÜNE HAUS", "日本, 私は日本が好き", "100%, 100% sure",
        "a_b, a_b", "\\d, a \\d b", "'👋', Hello 👋 there"})
    void caseDoesNotMatterAndEverySignStandsForItself(String words, String message) {
        ada.sends(message);
        ada.sends("something else: axb, 1000, \u3042");

        assertThat(found(words)).containsExactly(message);
    }

    @Test
    void itIsNarrowedLikeTheHistory() {
        ada.sends("bread", conversation);
        ada.sends("bread again");

        assertThat(messages(search("bread", "&conversation_id=" + conversation))).containsExactly("bread");
        assertThat(messages(search("bread", "&from=" + ledger.now().minusSeconds(1)))).containsExactly("bread again");
        assertThat(messages(search("bread", "&until=" + ledger.now().minusSeconds(1)))).containsExactly("bread");
        system.get(ada, "/api/chat?q=bread&conversation_id=" + UUID.randomUUID()).refused(404, "NOT_FOUND");
    }

    @Test
    void whatIsDeletedIsNotFound() {
        ada.sends("bread", conversation);
        ada.deletes(conversation);

        assertThat(found("bread")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 200})
    void itsPagesAreCompleteAndWithoutDuplicates(int limit) {
        for (int i = 0; i < 5; i++) {
            ada.sends("bread " + i);
            ada.sends("cake");
        }

        List<String> all = new ArrayList<>();
        String next = "";
        while (next != null) {
            JsonNode page = search("bread", "&limit=" + limit + next);
            all.addAll(messages(page));
            next = page.get("next").isNull() ? null : "&before=" + page.get("next").asString();
        }

        assertThat(all).containsExactly("bread 4", "bread 3", "bread 2", "bread 1", "bread 0");
    }

    /** Of one more than a page looks through, the oldest is found on the second. */
    @Test
    void aPageLooksThroughFiveThousandMessagesAndTheNextGoesOnWhereItEnded() {
        ada.sends("bread");
        fill(ada, ChatSearch.MOST_LOOKED_THROUGH - 1);
        assertThat(found("bread")).containsExactly("bread");

        fill(ada, 1);

        JsonNode first = search("bread", "");
        assertThat(messages(first)).isEmpty();
        JsonNode second = search("bread", "&before=" + first.get("next").asString());
        assertThat(messages(second)).containsExactly("bread");
        assertThat(second.get("next").isNull()).isTrue();
    }

    @Test
    void aConversationIsFoundByItsTitle() {
        ada.sends("Bread and butter", conversation);
        UUID renamed = UUID.randomUUID();
        ada.sends("Hello", renamed);
        ada.renames(renamed, "On BREAD");
        UUID archived = UUID.randomUUID();
        ada.sends("Old bread", archived);
        ada.archives(archived);
        ada.sends("Cake");

        assertThat(titles("q=bread")).containsExactly("On BREAD", "Bread and butter");
        assertThat(titles("q=bread&archived=true")).containsExactly("Old bread");
        assertThat(titles("q=bread&limit=1")).containsExactly("On BREAD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/chat", "/api/conversations"})
    void whatCannotBeLookedForIsRefused(String path) {
        for (String words : List.of("%20", "%00", "a".repeat(201))) {
            assertThat(system.get(ada, path + "?q=" + words).refused(400, "INVALID_REQUEST").json()
                    .at("/errors/0/field").asString()).isEqualTo("q");
        }
        system.get(ada, path + "?q=" + "%F0%9F%91%8B".repeat(200)).ok();
        system.get(ada, path + "?q=a").ok();
    }

    /** Straight into the read model: as events they would take a minute. */
    private void fill(Person person, int messages) {
        found("nothing");
        system.sql().sql("""
                        INSERT INTO read.chat_message (message_id, position, account_id, conversation_id, message,
                            status, model, tokens_deducted, created_at)
                        SELECT gen_random_uuid(), number + (
                                SELECT max(position) FROM read.chat_message WHERE account_id = :account),
                            :account, :conversation, 'cake', 'PENDING', 'demo', 0, now()
                        FROM generate_series(1, :messages) number""")
                .param("account", person.id)
                .param("conversation", conversation)
                .param("messages", messages)
                .update();
    }

    private List<String> found(String words) {
        JsonNode page = search(words, "");
        assertThat(page.get("next").isNull()).isTrue();
        return messages(page);
    }

    private JsonNode search(String words, String more) {
        return system.get(ada, "/api/chat?q=" + URLEncoder.encode(words, StandardCharsets.UTF_8) + more).ok().json();
    }

    private List<String> titles(String query) {
        return system.get(ada, "/api/conversations?" + query).ok().json().get("results").valueStream()
                .map(each -> each.get("title").asString()).toList();
    }

    private static List<String> messages(JsonNode page) {
        return page.get("results").valueStream().map(each -> each.get("message").asString()).toList();
    }
}
