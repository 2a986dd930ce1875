package io.chatledger.standalone;

import io.chatledger.standalone.postgres.Database;
import io.chatledger.standalone.postgres.PostgresServer;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The page with as many accounts, and as long a conversation, as a service has after some years. */
@Tag("drill")
class BrowserDrillTest {

    private static final int ACCOUNTS = 100_000;

    @Test
    void oneOfManyAccountsIsFoundAndALongConversationIsRead() throws Exception {
        Browser browser = Browser.installed();
        // A thousand messages are sent as fast as they are answered.
        try (var system = new SystemWithProvider(Map.of("CHATLEDGER_RATE_LIMITS", "off"))) {
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
            browser.run(serving, Map.of("DRILL", "1"));
        }
    }
}
