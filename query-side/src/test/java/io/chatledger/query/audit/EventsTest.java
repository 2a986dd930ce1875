package io.chatledger.query.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.api.AccountReactivated;
import io.chatledger.api.AccountSuspended;
import io.chatledger.api.RolesChanged;
import io.chatledger.api.TokensGranted;
import io.chatledger.api.TokensRevoked;
import io.chatledger.api.Usage;
import io.chatledger.query.TestLedger;
import io.chatledger.query.TestLedger.Person;
import io.chatledger.query.TestQuerySide;
import io.chatledger.query.TestQuerySide.Answer;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class EventsTest {

    private final TestQuerySide system = TestQuerySide.shared();
    private final TestLedger ledger = system.ledger;
    private final Person auditor = ledger.register("auditor", List.of("USER", "AUDITOR"), 0);

    @Test
    void theLedgerIsShownInFull() {
        long before = ledger.head();
        Person ada = ledger.register("ada");
        UUID message = ada.sends("Hello");
        ada.isAnsweredFor(message, "Hi", 60, new Usage(12, 34, true));

        Answer answer = system.get(auditor, "/api/audit/events?after=" + before).ok();

        assertThat(answer.http().headers().firstValue("Content-Type")).get().asString()
                .startsWith("application/x-ndjson");
        List<JsonNode> lines = answer.lines();
        assertThat(lines).extracting(line -> line.get("type").asString()).containsExactly("UserRegistered",
                "TokensGranted", "MessageSent", "TokensHeld", "ReplyRecorded", "TokensDebited");
        assertThat(lines).extracting(line -> line.get("position").asLong() - before)
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(lines).extracting(line -> line.get("sequence").asLong()).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
        assertThat(lines).allSatisfy(line ->
                assertThat(line.get("account").asString()).isEqualTo(ada.id.toString()));
        JsonNode debited = lines.get(5);
        assertThat(debited.get("recorded_at").asString()).isEqualTo(ledger.now().toString());
        assertThat(debited.get("data").toString()).isEqualTo("""
                {"account_id":"%s","message_id":"%s","amount":60,"released":40,\
                "usage":{"prompt_tokens":12,"completion_tokens":34,"estimated":true}}"""
                .formatted(ada.id, message));
        assertThat(lines.get(3).get("data").toString()).isEqualTo("""
                {"account_id":"%s","message_id":"%s","amount":100,"price":"100 a message"}"""
                .formatted(ada.id, message));
        assertThat(lines.get(1).get("data").get("reason").asString()).isEqualTo("welcome");
        assertThat(lines.get(1).get("data").get("actor").asString()).isEqualTo("system");
    }

    @Test
    void ofPeopleOnlyIdsAreShown() {
        long before = ledger.head();
        Person ada = ledger.register("secret-name");
        UUID conversation = UUID.randomUUID();
        ada.isAnswered(ada.sends("secret-question", conversation), "secret-answer");
        ada.renames(conversation, "secret-title");
        ada.archives(conversation);
        ada.changesEmail("secret@example.org");
        ada.becomes("USER", "OPERATOR");
        ada.isSuspended();
        ada.isReactivated();
        ada.isNotAnswered(ada.sends("secret-again"));

        Answer answer = system.get(auditor, "/api/audit/events?after=" + before).ok();

        assertThat(answer.http().body()).doesNotContain("secret", "example.org");
        assertThat(answer.lines()).filteredOn(line -> line.get("type").asString().startsWith("Conversation"))
                .extracting(line -> line.get("data").get("conversation_id").asString())
                .containsExactly(conversation.toString(), conversation.toString());
        assertThat(answer.lines()).hasSize(16).allSatisfy(line ->
                assertThat(line.get("data").get("account_id").asString()).isEqualTo(ada.id.toString()));
    }

    @Test
    void theActsOfAdministratorsAreShownInFull() {
        long before = ledger.head();
        Person ada = ledger.register("ada");
        ada.becomes("USER", "OPERATOR");
        ada.isSuspended();

        List<JsonNode> lines = system.get(auditor, "/api/audit/events?after=" + before).ok().lines();

        assertThat(lines.get(2).get("data").toString()).isEqualTo("""
                {"account_id":"%s","roles":["USER","OPERATOR"],"actor":"%s",\
                "previous_roles":["USER"],"reason":"helps"}"""
                .formatted(ada.id, TestLedger.ADMIN));
        assertThat(lines.get(3).get("data").get("reason").asString()).isEqualTo("misuse");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 6, 7, 8, 20, 21, 100_000})
    void aLimitIsKeptAndTheRestComesAfterIt(int limit) {
        long before = ledger.head();
        Person ada = ledger.register("ada");
        for (int i = 0; i < 19; i++) {
            ada.isGranted(1);
        }

        List<JsonNode> first = system.get(auditor, "/api/audit/events?after=" + before + "&limit=" + limit).lines();
        long last = first.getLast().get("position").asLong();
        List<JsonNode> rest = system.get(auditor, "/api/audit/events?after=" + last).lines();

        assertThat(first).hasSize(Math.min(limit, 21));
        assertThat(last).isEqualTo(before + first.size());
        assertThat(rest).hasSize(21 - first.size());
    }

    @Test
    void eventsArePickedByAccountAndType() {
        Person ada = ledger.register("ada");
        ledger.register("ben");
        ada.sends("Hello");

        String ofAda = "/api/audit/events?account=" + ada.id;
        assertThat(system.get(auditor, ofAda).lines()).hasSize(4);
        assertThat(system.get(auditor, ofAda + "&type=TokensHeld").lines()).hasSize(1);
        assertThat(system.get(auditor, ofAda + "&type=TokensRevoked").ok().lines()).isEmpty();
        assertThat(system.get(auditor, "/api/audit/events?type=TokensHeld&limit=100000").lines())
                .allSatisfy(line -> assertThat(line.get("type").asString()).isEqualTo("TokensHeld"));
    }

    @Test
    void whatSomebodyDidByHisRolesIsPickedByTheActor() {
        Person ada = ledger.register("ada");
        Person ben = ledger.register("ben");
        String id = ada.id.toString();
        String actor = UUID.randomUUID().toString();
        ledger.record(new TokensGranted(id, 5, "gift", actor));
        ada.sends("a message that says \"actor\":\"" + actor + "\"");
        ada.isGranted(1);
        ledger.record(new TokensRevoked(id, 2, "misuse", actor));
        ledger.record(new AccountSuspended(ben.id.toString(), "misuse", actor));
        ledger.record(new AccountReactivated(ben.id.toString(), "sorry", actor));
        ledger.record(new RolesChanged(id, List.of("USER", "AUDITOR"), actor, List.of("USER"), "audits"));

        String acts = "/api/audit/events?actor=" + actor;
        assertThat(system.get(auditor, acts).ok().lines()).extracting(line -> line.get("type").asString())
                .containsExactly("TokensGranted", "TokensRevoked", "AccountSuspended", "AccountReactivated",
                        "RolesChanged");
        assertThat(system.get(auditor, acts + "&account=" + ben.id).lines()).hasSize(2);
        assertThat(system.get(auditor, acts + "&type=TokensRevoked").lines()).hasSize(1);
        assertThat(system.get(auditor, "/api/audit/events?actor=" + UUID.randomUUID()).ok().lines()).isEmpty();
    }

    @Test
    void eventsArePickedByTime() {
        Person ada = ledger.register("ada");
        Instant registered = ledger.now();
        ada.isGranted(1);
        ada.isGranted(2);
        Instant granted = ledger.now();
        ada.isRevoked(3);
        String since = "/api/audit/events?account=" + ada.id + "&from=" + registered.plusMillis(1);

        assertThat(system.get(auditor, since).ok().lines()).extracting(line -> line.get("type").asString())
                .containsExactly("TokensGranted", "TokensGranted", "TokensRevoked");
        assertThat(system.get(auditor, since + "&until=" + granted).ok().lines()).hasSize(1);
        assertThat(system.get(auditor, since + "&until=" + granted.plusMillis(1) + "&type=TokensGranted&limit=1").ok()
                .lines()).hasSize(1);
        assertThat(system.get(auditor, "/api/audit/events?from=" + ledger.now() + "&limit=100000").ok().lines())
                .hasSize(1);
        assertThat(system.get(auditor, "/api/audit/events?from=0000-01-01T00:00:00Z&until=2000-01-01T00:00:00Z")
                .ok().lines()).isEmpty();
        assertThat(system.get(auditor, "/api/audit/events?until=9999-12-31T00:00:00Z&limit=1").ok().lines()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=100001", "after=first", "account=ada", "type=TokenEvent", "type=",
        "type=io.chatledger.api.TokensHeld", "after=-1", "actor=%00", "actor=", "actor=nobody", "from=0", "account=",
        "from=2026-01-02T00:00:00Z&until=2026-01-01T00:00:00Z"})
    void whatCannotBeAskedIsRefused(String query) {
        system.get(auditor, "/api/audit/events?" + query).refused(400, "INVALID_REQUEST");
    }
}
