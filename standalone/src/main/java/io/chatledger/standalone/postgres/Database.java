package io.chatledger.standalone.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** The database {@code chatledger} on a server of ours, with the role and the empty schema of each side. */
public final class Database {

    /** Whose the tables of command-side are: for migrations alone. */
    public static final String OWNER_ROLE = "chatledger_owner";
    public static final String COMMAND_ROLE = "chatledger_command";
    public static final String QUERY_ROLE = "chatledger_query";

    private static final String NAME = "chatledger";

    private Database() {}

    public static String url(int port) {
        return url(port, NAME);
    }

    /**
     * Makes what is not there yet, and sets the passwords. As often as one likes.
     *
     * @param rolePasswords of {@link #OWNER_ROLE}, {@link #COMMAND_ROLE} and {@link #QUERY_ROLE}; letters and digits
     *     only
     */
    public static void prepare(int port, String superuserPassword, Map<String, String> rolePasswords) {
        try {
            execute(port, "postgres", superuserPassword, statement -> {
                try (ResultSet found =
                        statement.executeQuery("SELECT FROM pg_database WHERE datname = '" + NAME + "'")) {
                    if (found.next()) {
                        return;
                    }
                }
                statement.execute("CREATE DATABASE " + NAME);
            });
            execute(port, NAME, superuserPassword, statement -> {
                statement.execute(rolesAndSchemas());
                for (Map.Entry<String, String> role : rolePasswords.entrySet()) {
                    statement.execute("ALTER ROLE %s PASSWORD '%s'".formatted(role.getKey(), role.getValue()));
                }
            });
        } catch (SQLException e) {
            throw new PostgresFailed("The database cannot be prepared: " + e.getMessage(), e);
        }
    }

    private static void execute(int port, String database, String superuserPassword, Work work) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(url(port, database), PostgresServer.SUPERUSER, superuserPassword);
                Statement statement = connection.createStatement()) {
            work.in(statement);
        }
    }

    private static String url(int port, String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    private static String rolesAndSchemas() {
        try (InputStream script = Database.class.getResourceAsStream("roles-and-schemas.sql")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new PostgresFailed("roles-and-schemas.sql cannot be read", e);
        }
    }

    private interface Work {
        void in(Statement statement) throws SQLException;
    }
}
