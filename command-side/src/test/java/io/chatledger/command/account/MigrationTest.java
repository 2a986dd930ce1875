package io.chatledger.command.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.command.TestDatabase;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An installation with people in it becomes a newer one. */
class MigrationTest {

    private static final String ADA = "00000000-0000-0000-0000-00000000000a";
    private static final String BEN = "00000000-0000-0000-0000-00000000000b";
    private static final String FAMILY = "00000000-0000-0000-0000-00000000000f";

    @Test
    void namesAndLogInsOfTheFirstVersionGoOn() throws SQLException {
        TestDatabase.makeAnother("migration");
        JdbcClient jdbc = TestDatabase.owner("migration");
        TestDatabase.migrate("migration", "1");
        jdbc.sql("""
                INSERT INTO events.account_claim
                    (account_id, username, username_key, email, email_key, roles, created_at)
                VALUES ('%s', 'Ada@x.org', 'ada@x.org', 'Ada@y.org', 'ada@y.org', '{USER}', now() - interval '1 day'),
                       ('%s', 'Ben', 'ben', 'ada@x.org', 'ada@x.org', '{USER}', now())
                """.formatted(ADA, BEN)).update();
        jdbc.sql("""
                INSERT INTO events.refresh_token
                    (token_hash, family_id, account_id, expires_at, family_expires_at, used_at)
                VALUES ('\\x01', :family, :ada, now() + interval '1 day', now() + interval '80 days', now()),
                       ('\\x02', :family, :ada, now() + interval '2 days', now() + interval '80 days', NULL)
                """.replace(":family", "'" + FAMILY + "'").replace(":ada", "'" + ADA + "'")).update();

        TestDatabase.migrate("migration", "latest");

        assertThat(jdbc.sql("SELECT name, account_id::text FROM events.claimed_name").query().listOfRows())
                .as("the username keeps the name that was also somebody's address")
                .containsExactlyInAnyOrder(
                        Map.of("name", "ada@x.org", "account_id", ADA),
                        Map.of("name", "ada@y.org", "account_id", ADA),
                        Map.of("name", "ben", "account_id", BEN));
        assertThat(jdbc.sql("""
                SELECT count(*) FROM events.refresh_token t JOIN events.session s ON s.id = t.session_id
                WHERE s.id = '%s' AND s.account_id = '%s' AND s.ended_at IS NULL
                    AND s.expires_at BETWEEN now() + interval '47 hours' AND now() + interval '48 hours'
                    AND s.created_at BETWEEN now() - interval '11 days' AND now() - interval '10 days'
                """.formatted(FAMILY, ADA)).query(Long.class).single())
                .isEqualTo(2);
        assertThat(jdbc.sql("SELECT account_id::text FROM events.welcome").query(String.class).list())
                .as("nobody is welcomed a second time")
                .containsExactlyInAnyOrder(ADA, BEN);
    }

    @Test
    void eventsKeepTheirOrderAndWhatHasNoPlaceYetGetsOneLater() throws SQLException {
        TestDatabase.makeAnother("numbered");
        JdbcClient jdbc = TestDatabase.owner("numbered");
        TestDatabase.migrate("numbered", "10");
        jdbc.sql("""
                INSERT INTO events.domain_event (aggregate_identifier, sequence_number, type, event_identifier,
                    metadata, payload, payload_type, time_stamp, position)
                VALUES ('a', 0, 'Test', 'id', '{}', '{}', 'none', '2026-01-01T00:00:00Z', 2),
                       ('b', 0, 'Test', 'id', '{}', '{}', 'none', '2026-01-01T00:00:00Z', 1),
                       ('b', 1, 'Test', 'id', '{}', '{}', 'none', '2026-01-01T00:00:00Z', NULL)
                """).update();

        TestDatabase.migrate("numbered", "latest");

        assertThat(jdbc.sql("""
                SELECT concat_ws(' ', position, aggregate_identifier, sequence_number)
                FROM events.place JOIN events.domain_event USING (global_index) ORDER BY position
                """).query(String.class).list())
                .containsExactly("1 b 0", "2 a 0");
        assertThat(jdbc.sql("SELECT up_to FROM events.sequenced").query(Long.class).single()).isEqualTo(2);
    }
}
