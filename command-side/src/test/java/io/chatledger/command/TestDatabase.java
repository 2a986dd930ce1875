package io.chatledger.command;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** One real PostgreSQL for all tests of this JVM, with the roles and schemas that an installation has. */
public final class TestDatabase implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    private static final EmbeddedPostgres POSTGRES = start();

    private static EmbeddedPostgres start() {
        try {
            // Of the database of an earlier run.
            Files.deleteIfExists(Path.of("target/test-keys/log-checkpoint"));
            EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
            execute(
                    postgres,
                    "postgres",
                    "CREATE ROLE chatledger_owner LOGIN",
                    "CREATE ROLE chatledger_command LOGIN",
                    "CREATE ROLE chatledger_query LOGIN");
            makeSchemas(postgres, "postgres");
            return postgres;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void makeSchemas(EmbeddedPostgres postgres, String database) throws SQLException {
        execute(
                postgres,
                database,
                "CREATE SCHEMA events AUTHORIZATION chatledger_owner",
                "CREATE SCHEMA read AUTHORIZATION chatledger_query");
    }

    private static void execute(EmbeddedPostgres postgres, String database, String... statements) throws SQLException {
        try (var connection = postgres.getDatabase("postgres", database).getConnection();
                var statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    public static String url(String role) {
        return POSTGRES.getJdbcUrl(role, "postgres");
    }

    /** Another database with the same roles and nothing in it: its address, without a role. */
    public static String makeAnother(String name) throws SQLException {
        execute(POSTGRES, "postgres", "CREATE DATABASE " + name);
        makeSchemas(POSTGRES, name);
        return address(name);
    }

    /** With a user in it, whoever is named beside it would be ignored. */
    public static String address() {
        return address("postgres");
    }

    private static String address(String database) {
        return "jdbc:postgresql://localhost:" + POSTGRES.getPort() + "/" + database;
    }

    /**
     * Another database with the tables of this side, in which nothing runs but what a test starts.
     *
     * @return its URL, for the role of this side
     */
    public static String another(String name) throws SQLException {
        makeAnother(name);
        migrate(name, "latest");
        return POSTGRES.getJdbcUrl("chatledger_command", name);
    }

    /** Makes the tables of this side as they were in a version of them. */
    public static void migrate(String database, String version) {
        Flyway.configure()
                .dataSource(address(database), "chatledger_owner", null)
                .locations("classpath:db/command")
                .defaultSchema("events")
                .createSchemas(false)
                .placeholders(Map.of("commandRole", "chatledger_command", "queryRole", "chatledger_query"))
                .target(version)
                .load()
                .migrate();
    }

    /** Whoever the tables belong to; no application is that. */
    public static JdbcClient owner() {
        return owner("postgres");
    }

    public static JdbcClient owner(String database) {
        return JdbcClient.create(POSTGRES.getDatabase("chatledger_owner", database));
    }

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        TestPropertyValues.of("spring.datasource.url=" + address()).applyTo(context);
    }
}
