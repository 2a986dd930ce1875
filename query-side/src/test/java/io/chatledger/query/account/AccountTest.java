package io.chatledger.query.account;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class AccountTest {

    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private final TestQuerySide system = TestQuerySide.shared();
    private final TestLedger ledger = system.ledger;
    private final Person admin = ledger.register("admin", List.of("USER", "ADMIN"), 10_000);

    @Test
    void aProfileTellsWhoTheCallerIsAndWhatCanBeSpent() {
        Person ada = ledger.register("Ada");
        String registered = ledger.now().minusSeconds(1).toString();
        ada.sends("Hello");

        JsonNode profile = system.get(ada, "/api/user/profile").ok().json();

        assertThat(profile.get("id").asString()).isEqualTo(ada.id.toString());
        assertThat(profile.get("username").asString()).isEqualTo("Ada");
        assertThat(profile.get("email").asString()).isEqualTo("Ada@example.org");
        assertThat(profile.get("roles").toString()).isEqualTo("[\"USER\"]");
        assertThat(profile.get("tokens").asLong()).isEqualTo(3900);
        assertThat(profile.get("created_at").asString()).isEqualTo(registered);
        assertThat(profile.propertyNames())
                .containsExactlyInAnyOrder("id", "username", "email", "roles", "tokens", "created_at");
    }

    @Test
    void changesAreSeenAtOnce() {
        Person ada = ledger.register("ada");

        ada.changesEmail("ada@lovelace.example");
        assertThat(profile(ada).get("email").asString()).isEqualTo("ada@lovelace.example");

        ada.changesEmail(null);
        assertThat(profile(ada).get("email").isNull()).isTrue();

        ada.becomes("USER", "AUDITOR");
        assertThat(profile(ada).get("roles").toString()).isEqualTo("[\"USER\",\"AUDITOR\"]");
    }

    @Test
    void anAccountThatDoesNotExistHasNoProfile() {
        Person nobody = ledger.new Person(UUID.randomUUID(), "nobody", List.of("USER"));

        system.get(nobody, "/api/user/profile").refused(404, "NOT_FOUND");
    }

    @Test
    void administratorsSeeEveryAccountWithItsState() {
        Person ada = ledger.register("ada");
        ada.isGranted(5);

        JsonNode user = system.get(admin, "/api/admin/users/" + ada.id).ok().json();
        assertThat(user.get("tokens").asLong()).isEqualTo(4005);
        assertThat(user.get("suspended").asBoolean()).isFalse();
        assertThat(user.get("closed").asBoolean()).isFalse();
        assertThat(user.propertyNames()).containsExactlyInAnyOrder("id", "username", "email", "roles", "suspended",
                "suspension_reason", "closed", "tokens", "created_at");

        ada.isSuspended();
        assertThat(user(ada).get("suspended").asBoolean()).isTrue();
        assertThat(user(ada).get("suspension_reason").asString()).isEqualTo("misuse");

        ada.isReactivated();
        assertThat(user(ada).get("suspended").asBoolean()).isFalse();
        assertThat(user(ada).get("suspension_reason").isNull()).isTrue();
    }

    @Test
    void administratorsSeeTheStatementOfAnAccountAsItsOwnerDoes() {
        Person ada = ledger.register("ada");
        ada.isAnswered(ada.sends("Hello"), "Hi");
        String statement = "/api/admin/users/" + ada.id + "/statement";

        JsonNode seen = system.get(admin, statement + "?limit=2").ok().json();
        assertThat(seen).isEqualTo(system.get(ada, "/api/tokens/history?limit=2").ok().json());
        JsonNode rest = system.get(admin, statement + "?before=" + seen.get("next").asString()).ok().json();
        assertThat(rest.get("results").size()).isEqualTo(1);

        system.get(ada, statement).refused(403, "FORBIDDEN");
        system.get(admin, "/api/admin/users/" + UUID.randomUUID() + "/statement").refused(404, "NOT_FOUND");
    }

    @Test
    void administratorsSeeWhatAnAccountHasSaid() {
        Person ada = ledger.register("ada");
        ada.sends("Hello");
        admin.opensChatsOf(ada, FOR_EVER);

        JsonNode page = system.get(admin, "/api/admin/users/" + ada.id + "/chat").ok().json();

        assertThat(page.get("results").size()).isEqualTo(1);
        assertThat(page.get("results").get(0).get("message").asString()).isEqualTo("Hello");
    }

    @Test
    void whoHasGivenNoReasonReadsNoChats() {
        Person ada = ledger.register("ada");
        Person bob = ledger.register("bob");
        Person other = ledger.register("other", List.of("USER", "ADMIN"), 0);
        ada.sends("Hello");
        String chat = "/api/admin/users/" + ada.id + "/chat";
        admin.opensChatsOf(bob, FOR_EVER);
        system.get(admin, chat).refused(403, "FORBIDDEN");

        admin.opensChatsOf(ada, FOR_EVER);

        system.get(admin, chat).ok();
        system.get(other, chat).refused(403, "FORBIDDEN");
        // What was said is not in it.
        system.get(other, "/api/admin/users/" + ada.id + "/conversations").ok();
    }

    /** A minute on either side, because the clock goes on. */
    @Test
    void afterAWhileTheReasonHasToBeGivenAgain() {
        Person ada = ledger.register("ada");
        String chat = "/api/admin/users/" + ada.id + "/chat";
        Duration untilNow = Duration.between(ledger.now(), Instant.now());

        admin.opensChatsOf(ada, untilNow.minusMinutes(1));
        system.get(admin, chat).refused(403, "FORBIDDEN");
        admin.opensChatsOf(ada, untilNow.plusMinutes(1));
        system.get(admin, chat).ok();
    }

    @Test
    void ofAClosedAccountAdministratorsSeeTheLedgerAndNeitherItsAddressNorItsWords() {
        Person ada = ledger.register("ada");
        ada.isGranted(5);
        ada.sends("Hello");
        ada.closes();

        JsonNode closed = user(ada);
        assertThat(closed.get("closed").asBoolean()).isTrue();
        assertThat(closed.get("username").asString()).isEqualTo("ada");
        assertThat(closed.get("email").isNull()).isTrue();
        assertThat(closed.get("roles").isEmpty()).isTrue();
        assertThat(closed.get("tokens").asLong()).isEqualTo(3905);
        system.get(admin, "/api/admin/users/" + ada.id + "/chat").refused(404, "NOT_FOUND");
        assertThat(system.get(admin, "/api/admin/users/" + ada.id + "/statement").ok().json().get("results").size())
                .isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"00000000-0000-0000-0000-000000000000", "1", "ada", "0-0-0-0-0", "%00", "a%2Fb"})
    void whatIsNoAccountIsNotFound(String id) {
        assertThat(system.get(admin, "/api/admin/users/" + id).status()).isIn(404, 400);
        system.get(admin, "/api/admin/users/00000000-0000-0000-0000-000000000000/chat").refused(404, "NOT_FOUND");
        system.get(admin, "/api/admin/users/ada/chat").refused(404, "NOT_FOUND");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 6, 200})
    void theDirectoryIsCompleteAndWithoutDuplicatesWhateverTheSizeOfItsPages(int limit) {
        String family = "f" + UUID.randomUUID().toString().substring(0, 8);
        List<String> registered = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            registered.add(ledger.register(family + "." + i).username);
        }

        List<String> listed = new ArrayList<>();
        String after = "";
        while (after != null) {
            JsonNode page = system.get(admin, "/api/admin/users?q=" + family.toUpperCase() + "&limit=" + limit + after)
                    .ok().json();
            page.get("results").forEach(user -> listed.add(user.get("username").asString()));
            after = page.get("next").isNull() ? null : "&after=" + page.get("next").asString();
        }

        assertThat(listed).isEqualTo(registered);
    }

    @Test
    void theDirectoryIsSearchedByAnyPartOfUsernameOrEmail() {
        String part = UUID.randomUUID().toString().substring(0, 8);
        Person byName = ledger.register("x" + part + "_y");
        Person byEmail = ledger.register("ada");
        byEmail.changesEmail("me@" + part + ".example");
        ledger.register("ben").changesEmail(null);

        assertThat(found(part)).containsExactly(byName.id.toString(), byEmail.id.toString());
        assertThat(found(part + "_")).containsExactly(byName.id.toString());
        assertThat(found(part.charAt(0) + "%25" + part.substring(2))).isEmpty();
        system.get(admin, "/api/admin/users?q=%00").refused(400, "INVALID_REQUEST");
        system.get(admin, "/api/admin/users?q=" + "x".repeat(255)).refused(400, "INVALID_REQUEST");
    }

    @Test
    void theDirectoryIsNarrowedByRoleStandingTimeAndBalance() {
        String family = "f" + UUID.randomUUID().toString().substring(0, 8);
        Person rich = ledger.register(family + ".rich", List.of("USER", "AUDITOR"), 5000);
        Instant second = ledger.now().plusSeconds(1);
        Person poor = ledger.register(family + ".poor", List.of("USER"), 0);
        poor.isSuspended();
        String ofFamily = family + "&";

        assertThat(found(ofFamily + "role=AUDITOR")).containsExactly(rich.id.toString());
        assertThat(found(ofFamily + "role=ADMIN")).isEmpty();
        assertThat(found(ofFamily + "suspended=true")).containsExactly(poor.id.toString());
        assertThat(found(ofFamily + "suspended=false&role=USER")).containsExactly(rich.id.toString());
        assertThat(found(ofFamily + "created_from=" + second)).containsExactly(poor.id.toString());
        assertThat(found(ofFamily + "created_until=" + second)).containsExactly(rich.id.toString());
        assertThat(found(ofFamily + "balance_min=5000&balance_max=5000")).containsExactly(rich.id.toString());
        assertThat(found(ofFamily + "balance_min=5001")).isEmpty();
        assertThat(found(ofFamily + "balance_max=4999")).containsExactly(poor.id.toString());
        system.get(admin, "/api/admin/users?balance_min=5000&balance_max=5000").ok();
    }

    @Test
    void theDirectoryIsListedByAgeOrBalancePageByPage() {
        String family = "s" + UUID.randomUUID().toString().substring(0, 8);
        List<String> ids = new ArrayList<>();
        for (long tokens : new long[] {70, 0, 4000, 70}) {
            ids.add(ledger.register(family + "." + ids.size(), List.of("USER"), tokens).id.toString());
        }

        assertThat(listed(family, "sort=oldest")).containsExactlyElementsOf(ids);
        assertThat(listed(family, "sort=newest")).containsExactlyElementsOf(ids.reversed());
        assertThat(listed(family, "sort=balance"))
                .containsExactly(ids.get(2), ids.get(3), ids.get(0), ids.get(1));
    }

    /** All pages of one account each. */
    private List<String> listed(String q, String sort) {
        List<String> ids = new ArrayList<>();
        String after = "";
        do {
            JsonNode page = system.get(admin, "/api/admin/users?limit=1&q=" + q + "&" + sort + after).ok().json();
            ids.add(page.get("results").get(0).get("id").asString());
            after = "&after=" + page.get("next").asString(null);
        } while (!after.endsWith("null"));
        return ids;
    }

    @ParameterizedTest
    @CsvSource({"role=admin,role", "role=,role", "suspended=yes,suspended", "suspended=,suspended",
        "created_from=now,created_from", "balance_min=-1,balance_min", "balance_max=9223372036854775808,balance_max",
        "balance_min=2&balance_max=1,balance_max", "sort=name,sort", "after=-1,after",
        "created_from=2026-01-02T00:00:00Z&created_until=2026-01-01T00:00:00Z,created_until"})
    void whatCannotBeLookedForIsRefused(String query, String field) {
        var problem = system.get(admin, "/api/admin/users?" + query).refused(400, "INVALID_REQUEST").json();

        assertThat(problem.get("errors").get(0).get("field").asString()).isEqualTo(field);
    }

    @Test
    void aRegistrationIsInTheDirectoryAtOnce() {
        for (int i = 0; i < 20; i++) {
            Person newest = ledger.register("newest-" + UUID.randomUUID());

            assertThat(found(newest.username)).containsExactly(newest.id.toString());
        }
    }

    private JsonNode profile(Person person) {
        return system.get(person, "/api/user/profile").ok().json();
    }

    private JsonNode user(Person person) {
        return system.get(admin, "/api/admin/users/" + person.id).ok().json();
    }

    private List<String> found(String q) {
        List<String> ids = new ArrayList<>();
        system.get(admin, "/api/admin/users?q=" + q).ok().json().get("results")
                .forEach(user -> ids.add(user.get("id").asString()));
        return ids;
    }
}
