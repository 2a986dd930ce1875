package io.chatledger.standalone;

import io.chatledger.standalone.postgres.Database;
import io.chatledger.standalone.postgres.PostgresServer;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** {@code serve} in a process of its own, always on the same folder and port, however often it is started. */
final class Serving implements AutoCloseable {

    private final DataFolder data;
    private final int port = FreePort.find();
    private final int managementPort = FreePort.find();
    private final Map<String, String> environment = new HashMap<>();
    private final List<Program> programs = new ArrayList<>();

    /** @param settings added to the environment */
    Serving(Map<String, String> settings) {
        this(TestData.newFolder(), settings);
    }

    /** @param settings added to the environment */
    Serving(DataFolder data, Map<String, String> settings) {
        this.data = data;
        environment.put("CHATLEDGER_DATA", data.path().toString());
        environment.put("CHATLEDGER_PORT", Integer.toString(port));
        environment.put("CHATLEDGER_MANAGEMENT_PORT", Integer.toString(managementPort));
        environment.putAll(settings);
        start();
    }

    /** Returns when it is ready. */
    void start() {
        programs.add(Program.start(Standalone.class, environment));
        try {
            program().awaitOutput("chatledger is ready");
        } catch (RuntimeException | Error notReady) {
            // Nobody else would end it.
            program().terminate();
            throw notReady;
        }
    }

    /** Another command, or the same once more, beside it, with the same environment. */
    Program run(String... arguments) {
        return Program.start(Standalone.class, environment, arguments);
    }

    /** The one that was started last. */
    Program program() {
        return programs.getLast();
    }

    /** Everything that was printed, by those before it too. */
    String output() {
        return programs.stream().map(Program::output).collect(Collectors.joining());
    }

    DataFolder data() {
        return data;
    }

    int port() {
        return port;
    }

    /** Of health and metrics. */
    int managementPort() {
        return managementPort;
    }

    Client client() {
        return Client.of(URI.create("http://127.0.0.1:" + port));
    }

    /** The one generated password in what a command has printed. */
    static String printedPassword(String output) {
        return output.replaceFirst("(?s).*shown only now: (\\S+).*", "$1");
    }

    JdbcClient database() {
        return database(Database.COMMAND_ROLE);
    }

    /** The database, entered by this role. */
    JdbcClient database(String role) {
        int databasePort = PostgresServer.portOfRunning(data.postgres()).orElseThrow();
        return TestData.database(data, databasePort, role);
    }

    @Override
    public void close() {
        program().terminate();
    }
}
