package io.chatledger.query.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.query.TestLedger;
import io.chatledger.query.TestLedger.Person;
import io.chatledger.query.TestQuerySide;
import io.chatledger.query.TestQuerySide.Answer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConversationTextTest {

    private final TestQuerySide system = TestQuerySide.shared();
    private final TestLedger ledger = system.ledger;
    private final Person ada = ledger.register("ada");
    private final UUID conversation = UUID.randomUUID();

    @Test
    void aConversationIsAMarkdownTextFromItsFirstMessageOn() {
        UUID first = ada.sends("How do I *bake* bread?", conversation);
        Instant sent = ledger.now().minusSeconds(1);
        ada.isAnswered(first, "With flour.\n\n- and water");
        Instant answered = ledger.now().minusSeconds(1);
        UUID failed = ada.sends("And cake?", conversation);
        Instant second = ledger.now().minusSeconds(1);
        ada.isNotAnswered(failed);
        ada.renames(conversation, "Baking");
        ada.sends("Elsewhere");

        Answer text = text(ada).ok();

        assertThat(text.http().headers().firstValue("Content-Type")).contains("text/markdown;charset=UTF-8");
        assertThat(text.http().headers().firstValue("Content-Disposition"))
                .contains("attachment; filename=\"conversation.md\"");
        assertThat(text.http().body()).isEqualTo("""
                # Baking

                **You**, %s

                How do I *bake* bread?

                **demo**, %s

                With flour.

                - and water

                **You**, %s

                And cake?

                **demo**

                *No reply.*
                """.formatted(sent, answered, second));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 19, 20, 21, 40})
    void itIsWholeHoweverLongItIs(int messages) {
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            ada.sends("message " + i, conversation);
            sent.add("message " + i);
        }

        assertThat(text(ada).ok().http().body().lines().filter(line -> line.startsWith("message")))
                .containsExactlyElementsOf(sent);
    }

    @Test
    void nobodyElseReadsItAndNobodyAtAllOnceItIsDeleted() {
        ada.sends("Hello", conversation);
        Person bob = ledger.register("bob");
        bob.sends("Hello, too", conversation);

        assertThat(text(bob).ok().http().body()).contains("Hello, too").doesNotContain("Hello\n");
        text(ledger.register("eve")).refused(404, "NOT_FOUND");
        ada.deletes(conversation);
        text(ada).refused(404, "NOT_FOUND");
        text(bob).ok();
        system.get(ada, "/api/conversations/none/text").refused(404, "NOT_FOUND");
    }

    private Answer text(Person person) {
        return system.get(person, "/api/conversations/" + conversation + "/text");
    }
}
