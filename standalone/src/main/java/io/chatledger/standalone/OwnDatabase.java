package io.chatledger.standalone;

import io.chatledger.standalone.postgres.Database;
import io.chatledger.standalone.postgres.PostgresServer;
import java.util.List;
import java.util.Map;

/** The database in a data folder, ready for both sides. */
final class OwnDatabase {

    private OwnDatabase() {}

    /** The caller holds the folder's lock. */
    static PostgresServer start(DataFolder data) {
        String superuserPassword = data.secret(PostgresServer.SUPERUSER);
        PostgresServer server = PostgresServer.start(
                data.postgres(), FreePort.find(), data.postgresBinaries(), superuserPassword);
        try {
            Database.prepare(server.port(), superuserPassword, Map.of(
                    Database.COMMAND_ROLE, data.secret(Database.COMMAND_ROLE),
                    Database.QUERY_ROLE, data.secret(Database.QUERY_ROLE)));
            return server;
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** What tells a side where its database is, and with which role to enter it. */
    static List<String> settings(DataFolder data, int port, String role) {
        return List.of(
                "--spring.datasource.url=" + Database.url(port),
                "--spring.datasource.username=" + role,
                "--spring.datasource.password=" + data.secret(role));
    }
}
