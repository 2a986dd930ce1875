package io.chatledger.standalone;

import static org.awaitility.Awaitility.await;

import io.chatledger.command.CommandSide;
import io.chatledger.gateway.ApiGateway;
import io.chatledger.query.QuerySide;
import io.chatledger.standalone.postgres.PostgresServer;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The three applications as processes of their own with one PostgreSQL, as in production. Started once for all tests;
 * what a test has stopped or killed, it starts again.
 */
final class ThreeProcesses implements AutoCloseable {

    enum Application {
        COMMAND_SIDE(CommandSide.class),
        QUERY_SIDE(QuerySide.class),
        GATEWAY(ApiGateway.class);

        private final Class<?> main;

        Application(Class<?> main) {
            this.main = main;
        }
    }

    /** For tests that stop one of them, or ask each. */
    static final String LOCK = "three processes";

    /** Tokens for hours of chatting without a pause, and holds that nobody answers for any more end within seconds. */
    static final Map<String, String> SETTINGS = Map.of(
            "CHATLEDGER_WELCOME_TOKENS", "10000000",
            "CHATLEDGER_RATE_LIMITS", "off",
            "CHATLEDGER_HOLD_TIMEOUT", "5s",
            "CHATLEDGER_HOLD_SWEEP_INTERVAL", "500ms");

    private final DataFolder data = TestData.newFolder();
    private final PostgresServer postgres = OwnDatabase.start(data);
    private final Map<Application, Integer> ports = new EnumMap<>(Application.class);
    private final Map<Application, Integer> managementPorts = new EnumMap<>(Application.class);
    private final Map<Application, Program> programs = new EnumMap<>(Application.class);
    private final Map<String, String> settings;
    private final int databasePort;

    ThreeProcesses() {
        this(SETTINGS, port -> port);
    }

    /**
     * @param settings     the environment of each
     * @param databasePort where they look for the database that listens on the given port
     */
    ThreeProcesses(Map<String, String> settings, IntUnaryOperator databasePort) {
        this.settings = settings;
        this.databasePort = databasePort.applyAsInt(postgres.port());
        for (Application application : Application.values()) {
            ports.put(application, FreePort.find());
            managementPorts.put(application, FreePort.find());
            start(application);
        }
        programs.keySet().forEach(this::awaitReady);
    }

    Client client() {
        return Client.of(url(Application.GATEWAY));
    }

    /** The database, entered by this role. */
    JdbcClient database(String role) {
        return TestData.database(data, postgres.port(), role);
    }

    /** Starts it at the same address as before. */
    void start(Application application) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=" + ports.get(application),
                "--management.server.port=" + managementPorts.get(application)));
        String keySet = "--chatledger.jwk-set-uri=" + url(Application.COMMAND_SIDE) + "/.well-known/jwks.json";
        switch (application) {
            case COMMAND_SIDE -> {
                arguments.add("--chatledger.keys-folder=" + data.keys());
                arguments.addAll(OwnDatabase.commandSettings(data, databasePort));
            }
            case QUERY_SIDE -> {
                arguments.add(keySet);
                arguments.addAll(OwnDatabase.querySettings(data, databasePort));
            }
            case GATEWAY -> arguments.addAll(List.of(
                    keySet,
                    "--chatledger.gateway.command-side-url=" + url(Application.COMMAND_SIDE),
                    "--chatledger.gateway.query-side-url=" + url(Application.QUERY_SIDE)));
        }
        programs.put(application, Program.start(application.main, settings, arguments.toArray(String[]::new)));
    }

    void awaitReady(Application application) {
        Client client = management(application);
        await(application + " is ready").atMost(Duration.ofSeconds(90)).ignoreExceptions()
                .until(() -> client.get("/actuator/health").status() == 200);
    }

    /** Of what only those are asked who run it. */
    Client management(Application application) {
        return Client.of(url(managementPorts.get(application)));
    }

    /** Everything that it has printed. */
    String output(Application application) {
        return programs.get(application).output();
    }

    void kill(Application application) {
        programs.get(application).kill();
    }

    void stop(Application application) {
        programs.get(application).terminate();
    }

    @Override
    public void close() {
        programs.values().forEach(Program::close);
        postgres.close();
    }

    private URI url(Application application) {
        return url(ports.get(application));
    }

    private static URI url(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }
}
