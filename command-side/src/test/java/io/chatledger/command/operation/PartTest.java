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
        JsonNode alone = api.send("GET", "/api/ops/command-side", api.admin(), null).json();
        assertThat(alone.get("problems")).isEmpty();
        assertThat(Instant.parse(alone.get("started_at").asString())).isBefore(Instant.now());
        assertThat(alone.get("results")).hasSize(1);
        assertThat(alone.at("/results/0/name").asString()).matches("\\d+@.+");
        assertThat(alone.at("/results/0/answers").asBoolean()).isTrue();

        try (Connection other = database.getConnection(); var statement = other.createStatement()) {
            statement.execute("SET application_name = 'command-side 1@elsewhere'");
            JsonNode both = api.send("GET", "/api/ops/command-side", api.admin(), null).json();
            assertThat(both.get("results"))
                    .extracting(copy -> copy.get("answers").asBoolean() + " " + copy.get("name").asString())
                    .contains("false 1@elsewhere")
                    .hasSize(2);
            statement.execute("RESET application_name");
        }
    }
}
