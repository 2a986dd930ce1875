package io.chatledger.query.security;

import static org.awaitility.Awaitility.await;

import io.chatledger.query.TestKeys;
import io.chatledger.query.TestLedger.Person;
import io.chatledger.query.TestQuerySide;
import io.chatledger.query.TestQuerySide.Answer;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What command-side has taken back counts here, too. */
class RevocationTest {

    private final TestKeys keys = new TestKeys();
    private final TestQuerySide system = new TestQuerySide(keys);
    private final Person ada = system.ledger.register("ada");
    private final UUID session = UUID.randomUUID();
    private final String token = token(session.toString());

    @AfterEach
    void stop() {
        system.close();
    }

    @Test
    void aSessionThatHasEndedOpensNothingAndOthersOfTheAccountDo() {
        ask(token).ok();

        keys.revoke("{\"ended_sessions\": [\"%s\"], \"accounts\": {}}".formatted(session));

        await().until(() -> ask(token).status() == 401);
        ask(token).refused(401, "UNAUTHENTICATED");
        ask(token(UUID.randomUUID().toString())).ok();
    }

    @Test
    void aSuspendedAccountIsToldSoAndGoesOnWhenItIsReactivated() {
        ask(token).ok();

        revoke("{\"suspended\": true, \"roles\": [\"USER\"]}");
        await().until(() -> ask(token).status() == 403);
        ask(token).refused(403, "SUSPENDED");

        revoke("{\"suspended\": false, \"roles\": [\"USER\"]}");
        await().until(() -> ask(token).status() == 200);
    }

    @Test
    void theRolesOfNowCountAndNotThoseOfTheToken() {
        administrate().refused(403, "FORBIDDEN");

        revoke("{\"suspended\": false, \"roles\": [\"USER\", \"ADMIN\"]}");
        await().until(() -> administrate().status() == 200);

        revoke("{\"suspended\": false, \"roles\": [\"USER\"]}");
        await().until(() -> administrate().status() == 403);
    }

    @Test
    void whatWasTakenBackStaysTakenBackWhileCommandSideIsDown() {
        keys.revoke("{\"ended_sessions\": [\"%s\"], \"accounts\": {}}".formatted(session));
        await().until(() -> ask(token).status() == 401);

        keys.close();

        system.bean(Revocations.class).poll();
        ask(token).refused(401, "UNAUTHENTICATED");
        ask(token(UUID.randomUUID().toString())).ok();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "nonsense"})
    void aTokenOfNoSessionIsRefusedBecauseItCouldNeverBeTakenBack(String session) {
        ask(token(session)).refused(401, "UNAUTHENTICATED");
    }

    private void revoke(String standing) {
        keys.revoke("{\"ended_sessions\": [], \"accounts\": {\"%s\": %s}}".formatted(ada.id, standing));
    }

    private String token(String session) {
        return TestKeys.sign(
                keys.header().build(), TestKeys.claims(ada).claim("sid", session).build(), keys.key());
    }

    private Answer ask(String token) {
        return system.send("GET", "/api/tokens", "Bearer " + token, Map.of());
    }

    private Answer administrate() {
        return system.send("GET", "/api/admin/users", "Bearer " + token, Map.of());
    }
}
