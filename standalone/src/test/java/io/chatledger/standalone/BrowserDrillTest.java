package io.chatledger.standalone;

import static org.awaitility.Awaitility.await;

import io.chatledger.standalone.postgres.Database;
import io.chatledger.standalone.postgres.PostgresServer;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The page with as many accounts and events, and as long a conversation, as a service has after some years. */
@Tag("drill")
class BrowserDrillTest {

    private static final int ACCOUNTS = 100_000;
    private static final int TALKATIVE_ACCOUNTS = 20;
    /** Of each of them; each is four events. */
    private static final int MESSAGES = 12_500;

    @Test
    void oneOfManyAccountsIsFoundALongConversationIsReadAndALongRebuildIsFollowed() throws Exception {
        Browser browser = Browser.installed();
        // A thousand messages are sent as fast as they are answered, and a million events need no line in the log each.
        try (var system = new SystemWithProvider(
                Map.of(
                        "CHATLEDGER_RATE_LIMITS", "off",
                        "LOGGING_LEVEL_IO_CHATLEDGER", "info",
                        // What is copied has to be paid for.
                        "CHATLEDGER_WELCOME_TOKENS", "2000000"))) {
            Serving serving = system.serving();
            int port = PostgresServer.portOfRunning(serving.data().postgres()).orElseThrow();
            var readModels = TestData.database(serving.data(), port, Database.QUERY_ROLE);
            // Only to be looked for: they have no events, and nothing can be done to them.
            readModels.sql("""
                            INSERT INTO read.account
                                (account_id, position, username, email, roles, suspended, created_at)
                            SELECT gen_random_uuid(), 1000000000000 + number, 'many-' || number,
                                'many-' || number || '@example.org', '{USER}', false,
                                now() - number * interval '1 minute'
                            FROM generate_series(1, ?) AS number""")
                    .param(ACCOUNTS)
                    .update();
            readModels.sql("""
                            INSERT INTO read.account_balance (account_id, balance, held, granted, revoked, debited)
                            SELECT account_id, position - 1000000000000, 0, position - 1000000000000, 0, 0
                            FROM read.account WHERE position > 1000000000000""")
                    .update();
            makeHistory(system, port);
            await("the read models have followed").atMost(Duration.ofMinutes(1)).until(() -> readModels.sql("""
                            SELECT min(position) = (SELECT max(position) FROM events.place) FROM read.projection""")
                    .query(Boolean.class)
                    .single());
            browser.run(serving, Map.of("DRILL", "1"));
        }
    }

    private static void makeHistory(SystemWithProvider system, int port) throws SQLException {
        DataFolder data = system.serving().data();
        try (var database = DriverManager.getConnection(
                Database.url(port), PostgresServer.SUPERUSER, data.secret(PostgresServer.SUPERUSER))) {
            for (int i = 0; i < TALKATIVE_ACCOUNTS; i++) {
                User user = system.newUser();
                user.chat("Hello").expect(200);
                LongHistory.lengthen(database, user.id(), MESSAGES);
            }
        }
    }
}
