package io.chatledger.query.act;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.api.AccountReactivated;
import io.chatledger.api.AccountSuspended;
import io.chatledger.api.PasswordResetIssued;
import io.chatledger.api.RolesChanged;
import io.chatledger.api.TokensGranted;
import io.chatledger.api.TokensRevoked;
import io.chatledger.query.TestLedger;
import io.chatledger.query.TestLedger.Person;
import io.chatledger.query.TestQuerySide;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ActsTest {

    private final TestQuerySide system = TestQuerySide.shared();
    private final TestLedger ledger = system.ledger;
    private final Person grace = ledger.register("grace", List.of("USER", "ADMIN"), 10_000);
    private final Person ada = ledger.register("ada");
    private final String id = ada.id.toString();

    @Test
    void eachActTellsWhatToWhomByWhomWhyAndFromWhatToWhat() {
        everyAct();

        List<JsonNode> acts = acts("account=" + id);

        assertThat(acts).extracting(act -> act.get("type").asString()).containsExactly("ChatsOpened",
                "PasswordResetIssued", "AccountReactivated", "AccountSuspended", "RolesChanged",
                "TokensRevoked", "TokensGranted");
        assertThat(acts).allSatisfy(act -> assertThat(act.get("account").toString())
                .isEqualTo("{\"id\":\"%s\",\"username\":\"ada\"}".formatted(id)));
        assertThat(acts.subList(2, 7)).allSatisfy(act -> assertThat(act.get("actor").toString())
                .isEqualTo("{\"id\":\"%s\",\"username\":\"grace\"}".formatted(grace.id)));
        assertThat(acts.get(1).get("actor").toString()).isEqualTo("{\"id\":\"command-line\",\"username\":null}");
        assertThat(acts).extracting(act -> act.get("reason").asString())
                .containsExactly("a complaint", "forgot it", "sorry", "spam", "audits", "mistake", "gift");
        assertThat(acts).extracting(act -> act.get("from") + " " + act.get("to")).containsExactly(
                "null {\"chats_open_until\":\"%s\"}".formatted(ledger.now().plusSeconds(900)),
                "null null",
                "{\"suspended\":true} {\"suspended\":false}",
                "{\"suspended\":false} {\"suspended\":true}",
                "{\"roles\":[\"USER\"]} {\"roles\":[\"USER\",\"AUDITOR\"]}",
                "{\"balance\":4500} {\"balance\":4480}",
                "{\"balance\":4000} {\"balance\":4500}");
        assertThat(acts.get(5).get("amount").asLong()).isEqualTo(-20);
        assertThat(acts.getFirst().get("created_at").asString()).isEqualTo(ledger.now().toString());
    }

    @Test
    void whatAnAdministratorDoesToTheOwnAccountIsAnActAndWhatHappensToEverybodyIsNone() {
        ledger.record(new TokensGranted(grace.id.toString(), 5, "a test", grace.id.toString()));
        grace.isAnswered(grace.sends("Hello"), "Hi");
        ada.closes();

        assertThat(acts("account=" + grace.id)).hasSize(1);
        assertThat(acts("account=" + id)).isEmpty();
    }

    @Test
    void anActFromBeforeReasonsAndPreviousRolesWereRecordedIsShownAsFarAsItIsKnown() {
        ledger.store(id, RolesChanged.class.getName(), """
                {"accountId":"%s","roles":["USER","AUDITOR"],"actor":"%s"}""".formatted(id, grace.id));

        JsonNode act = acts("account=" + id).getFirst();

        assertThat(act.get("reason").isNull()).isTrue();
        assertThat(act.get("from").isNull()).isTrue();
        assertThat(act.get("to").toString()).isEqualTo("{\"roles\":[\"USER\",\"AUDITOR\"]}");
    }

    @Test
    void actsArePickedByAccountActorTypeAndTime() {
        everyAct();
        Instant last = ledger.now();
        String mine = "account=" + id;

        assertThat(acts("actor=" + grace.id)).hasSize(6);
        assertThat(acts(mine + "&actor=command-line")).hasSize(1);
        assertThat(acts(mine + "&actor=system")).isEmpty();
        assertThat(acts(mine + "&type=RolesChanged")).hasSize(1);
        assertThat(acts(mine + "&from=" + last)).as("from that time on").hasSize(1);
        assertThat(acts(mine + "&until=" + last)).as("not at that time any more").hasSize(6);
        assertThat(acts(mine + "&from=" + last.minusSeconds(2) + "&until=" + last)).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 6, 200})
    void theRecordIsCompleteAndWithoutDuplicatesWhateverTheSizeOfItsPages(int limit) {
        everyAct();
        List<JsonNode> all = acts("account=" + id);

        List<JsonNode> paged = new ArrayList<>();
        String before = "";
        while (before != null) {
            JsonNode page = system.get(grace, "/api/admin/acts?account=" + id + "&limit=" + limit + before).ok().json();
            page.get("results").forEach(paged::add);
            before = page.get("next").isNull() ? null : "&before=" + page.get("next").asString();
        }

        assertThat(all).hasSize(7);
        assertThat(paged).isEqualTo(all);
    }

    @ParameterizedTest
    @ValueSource(strings = {"actor=ada", "account=ada", "type=MessageSent", "type=TokensHeld", "type=rolesChanged",
        "from=today", "until=2026-13-01T00:00:00Z", "limit=0", "limit=201", "before=x"})
    void whatCannotBeAskedIsRefused(String query) {
        system.get(grace, "/api/admin/acts?" + query).refused(400, "INVALID_REQUEST");
    }

    @Test
    void onlyAdministratorsSeeWhoDidWhat() {
        Person auditor = ledger.register("auditor", List.of("USER", "AUDITOR", "OPERATOR"), 0);

        system.get(auditor, "/api/admin/acts").refused(403, "FORBIDDEN");
        system.get(null, "/api/admin/acts").refused(401, "UNAUTHENTICATED");
    }

    @Test
    void peopleSeeWhatWasDoneToThemAndWhyButNotByWhom() {
        everyAct();

        JsonNode page = system.get(ada, "/api/user/acts?limit=6").ok().json();

        assertThat(page.get("results")).extracting(act -> act.get("type") + " " + act.get("reason")).startsWith(
                "\"ChatsOpened\" \"a complaint\"", "\"PasswordResetIssued\" \"forgot it\"",
                "\"AccountReactivated\" \"sorry\"", "\"AccountSuspended\" \"spam\"").hasSize(6);
        assertThat(page.toString()).doesNotContain("grace", grace.id.toString());
        JsonNode rest = system.get(ada, "/api/user/acts?before=" + page.get("next").asString()).ok().json();
        assertThat(rest.get("results")).extracting(act -> act.get("reason").asString()).containsExactly("gift");
        assertThat(rest.get("next").isNull()).isTrue();
        assertThat(system.get(grace, "/api/user/acts").ok().json().get("results")).isEmpty();
        system.get(null, "/api/user/acts").refused(401, "UNAUTHENTICATED");
    }

    /** One of each type, a second apart, oldest first. */
    private void everyAct() {
        String actor = grace.id.toString();
        ledger.record(new TokensGranted(id, 500, "gift", actor));
        ledger.record(new TokensRevoked(id, 20, "mistake", actor));
        ledger.record(new RolesChanged(id, List.of("USER", "AUDITOR"), actor, List.of("USER"), "audits"));
        ledger.record(new AccountSuspended(id, "spam", actor));
        ledger.record(new AccountReactivated(id, "sorry", actor));
        ledger.record(new PasswordResetIssued(id, "forgot it", "command-line"));
        grace.opensChatsOf(ada, Duration.ofMinutes(15));
    }

    private List<JsonNode> acts(String query) {
        return system.get(grace, "/api/admin/acts?" + query).ok().json().get("results").valueStream().toList();
    }
}
