package io.chatledger.command.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.command.Api;
import io.chatledger.command.CommandSideTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

@CommandSideTest
class PartTest {

    @LocalServerPort
    int port;

    @Autowired
    DataSource database;

    @Test
    void operatorsSeeWhetherTheSideIsWellAndEachCopyOfIt() throws SQLException {
        var api = new Api(port);
        JsonNode before = api.send("GET", "/api/ops/command-side", api.admin(), null).json();
        assertThat(before.get("problems")).isEmpty();
        assertThat(Instant.parse(before.get("started_at").asString())).isBefore(Instant.now());
        // Other tests' applications may be on this database, too.
        assertThat(before.get("results"))
                .filteredOn(copy -> copy.get("answers").asBoolean())
                .singleElement()
                .satisfies(copy -> assertThat(copy.get("name").asString()).matches("\\d+@.+"));

        try (Connection other = database.getConnection(); var statement = other.createStatement()) {
            statement.execute("SET application_name = 'command-side 1@elsewhere'");
            JsonNode after = api.send("GET", "/api/ops/command-side", api.admin(), null).json();
            assertThat(after.get("results"))
                    .extracting(copy -> copy.get("answers").asBoolean() + " " + copy.get("name").asString())
                    .containsOnlyOnce("false 1@elsewhere");
            assertThat(before.get("results"))
                    .extracting(copy -> copy.get("name").asString())
                    .doesNotContain("1@elsewhere");
            statement.execute("RESET application_name");
        }
    }
}
