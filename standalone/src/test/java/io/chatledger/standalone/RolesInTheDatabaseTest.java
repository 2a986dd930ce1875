package io.chatledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatledger.standalone.postgres.Database;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The database itself keeps the two sides apart. */
@ExtendWith(SharedSystems.class)
class RolesInTheDatabaseTest {

    private final JdbcClient asCommandSide;
    private final JdbcClient asQuerySide;

    RolesInTheDatabaseTest(OneProcess system) {
        asCommandSide = system.database(Database.COMMAND_ROLE);
        asQuerySide = system.database(Database.QUERY_ROLE);
    }

    @Test
    void querySideReadsEvents() {
        assertThat(asQuerySide.sql("SELECT count(*) FROM events.domain_event").query(Long.class).single()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "INSERT INTO events.domain_event (payload) VALUES ('')",
        "UPDATE events.domain_event SET payload = ''",
        "DELETE FROM events.domain_event",
        "TRUNCATE events.domain_event",
        "UPDATE events.place SET position = 0",
        "CREATE TABLE events.another ()"})
    void querySideWritesNoEvents(String attempt) {
        expectDenied(() -> asQuerySide.sql(attempt).update());
    }

    @Test
    void querySideReadsNothingElseOfCommandSideLeastOfAllCredentials() {
        // The catalogue is open to everyone, the tables are not.
        var tables = asQuerySide.sql("""
                SELECT quote_ident(relname) FROM pg_class
                WHERE relnamespace = 'events'::regnamespace AND relkind IN ('r', 'v', 'm', 'p')
                    AND relname NOT IN ('domain_event', 'place', 'sequenced', 'personal_key')
                """).query(String.class).list();

        assertThat(tables).contains("credential", "refresh_token");
        assertThat(tables).allSatisfy(table ->
                expectDenied(() -> asQuerySide.sql("SELECT FROM events." + table).query().listOfRows()));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "UPDATE events.domain_event SET payload = ''",
        "DELETE FROM events.domain_event",
        "TRUNCATE events.domain_event",
        "UPDATE events.place SET position = 0",
        "DELETE FROM events.checkpoint"})
    void commandSideAppendsEventsAndNoMore(String attempt) {
        assertThat(asCommandSide.sql("SELECT count(*) FROM events.place").query(Long.class).single()).isPositive();
        expectDenied(() -> asCommandSide.sql(attempt).update());
    }

    @Test
    void noTableOfEventsBelongsToWhoAnApplicationLogsInAs() {
        assertThat(asCommandSide.sql("""
                SELECT DISTINCT pg_get_userbyid(relowner) FROM pg_class WHERE relnamespace = 'events'::regnamespace
                """).query(String.class).list()).containsExactly(Database.OWNER_ROLE);
    }

    private static void expectDenied(ThrowingCallable attempt) {
        assertThatThrownBy(attempt).rootCause().hasMessageContaining("permission denied");
    }
}
