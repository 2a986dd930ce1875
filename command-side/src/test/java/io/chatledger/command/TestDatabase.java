package io.chatledger.command;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/** One real PostgreSQL for all tests of this JVM, with the roles and schemas that an installation has. */
public final class TestDatabase implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    private static final EmbeddedPostgres POSTGRES = start();

    private static EmbeddedPostgres start() {
        try {
            EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
            try (var connection = postgres.getPostgresDatabase().getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("CREATE ROLE chatledger_command LOGIN");
                statement.execute("CREATE ROLE chatledger_query LOGIN");
                statement.execute("CREATE SCHEMA events AUTHORIZATION chatledger_command");
                statement.execute("CREATE SCHEMA read AUTHORIZATION chatledger_query");
            }
            return postgres;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String url(String role) {
        return POSTGRES.getJdbcUrl(role, "postgres");
    }

    /**
     * Another database with the tables of this side, in which nothing runs but what a test starts.
     *
     * @return its URL, for the role of this side
     */
    public static String another(String name) {
        try (var connection = POSTGRES.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        try (var connection = POSTGRES.getDatabase("postgres", name).getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA events AUTHORIZATION chatledger_command");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        String url = POSTGRES.getJdbcUrl("chatledger_command", name);
        Flyway.configure()
                .dataSource(url, null, null)
                .locations("classpath:db/command")
                .schemas("events")
                .createSchemas(false)
                .placeholders(Map.of("queryRole", "chatledger_query"))
                .load()
                .migrate();
        return url;
    }

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        TestPropertyValues.of("spring.datasource.url=" + url("chatledger_command")).applyTo(context);
    }
}
