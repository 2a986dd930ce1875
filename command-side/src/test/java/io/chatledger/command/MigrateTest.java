package io.chatledger.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Migrations as a run of their own, as in Kubernetes. */
class MigrateTest {

    @TempDir
    Path keys;

    @Test
    void itMakesTheTablesAndEndsAndWhoServesDoesNotMigrate() throws SQLException {
        String address = TestDatabase.makeAnother("migrated_before");
        assertThatThrownBy(() -> serve(address)).as("without tables").isInstanceOf(Exception.class);

        CommandSide.main(new String[] {"migrate", "--spring.datasource.url=" + address});

        JdbcClient owner = TestDatabase.owner("migrated_before");
        assertThat(accounts(owner)).as("nothing was served").isZero();
        assertThat(owner.sql("SELECT tableowner FROM pg_tables WHERE tablename = 'domain_event'")
                .query(String.class).single())
                .isEqualTo("chatledger_owner");
        serve(address).close();
        assertThat(accounts(owner)).as("the first administrator").isOne();
    }

    private ConfigurableApplicationContext serve(String address) {
        return CommandSide.application()
                .run(
                        "--server.port=0",
                        "--management.server.port=0",
                        "--spring.datasource.url=" + address,
                        "--spring.flyway.enabled=false",
                        "--chatledger.keys-folder=" + keys);
    }

    private static long accounts(JdbcClient jdbc) {
        return jdbc.sql("SELECT count(*) FROM events.account_claim").query(Long.class).single();
    }
}
