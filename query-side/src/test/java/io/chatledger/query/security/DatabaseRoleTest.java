package io.chatledger.query.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatledger.query.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class DatabaseRoleTest {

    private static final JdbcClient QUERY = TestDatabase.create().as("chatledger_query");

    @Test
    void theQuerySideCanReadTheEvents() {
        assertThat(QUERY.sql("SELECT * FROM events.domain_event").query().listOfRows()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "INSERT INTO events.domain_event (aggregate_identifier) VALUES ('a')",
        "UPDATE events.place SET position = 1",
        "INSERT INTO events.place VALUES (1000000, 1)",
        "UPDATE events.sequenced SET up_to = 1",
        "DELETE FROM events.place",
        "DELETE FROM events.domain_event",
        "TRUNCATE events.domain_event",
        "DROP TABLE events.domain_event",
        "ALTER TABLE events.domain_event ADD COLUMN a int",
        "SELECT * FROM events.domain_event FOR UPDATE",
        "CREATE TABLE events.mine (a int)",
        "SELECT * FROM events.credential",
        "INSERT INTO events.credential VALUES (gen_random_uuid(), 'a')",
        "SELECT nextval('events.domain_event_global_index_seq')",
        "SET ROLE chatledger_command",
    })
    void theQuerySideCanDoNothingElseOnTheOtherSide(String statement) {
        assertThatThrownBy(() -> QUERY.sql(statement).update())
                .rootCause()
                .hasMessageMatching("(?s).*(permission denied|must be owner).*");
    }
}
