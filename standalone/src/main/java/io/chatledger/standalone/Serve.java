package io.chatledger.standalone;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Serves until it is told to end (Ctrl-C, SIGTERM), or there is no database any more: then with exit code 1. */
@Command(name = "serve", description = "Start PostgreSQL and the three applications, and serve until Ctrl-C.",
        mixinStandardHelpOptions = true)
final class Serve implements Callable<Integer> {

    private static final int HIGHEST_PORT = 65_535;
    private static final int USUAL_MANAGEMENT_PORT = 9000;

    /** Read by {@code logback.xml}. */
    private static final String LOG_FORMAT = "CHATLEDGER_LOG_FORMAT";
    private static final List<String> LOG_FORMATS = List.of("text", "json");

    @Spec
    private CommandSpec spec;

    @Mixin
    private DataOption data;

    @Option(names = "--port", defaultValue = "${env:CHATLEDGER_PORT:-8000}",
            description = "The gateway's port (CHATLEDGER_PORT; default 8000; 0 for any).")
    private String givenPort = "";

    @Option(names = "--address", defaultValue = "${env:CHATLEDGER_ADDRESS:-127.0.0.1}",
            description = "The address on which the gateway listens (CHATLEDGER_ADDRESS; default 127.0.0.1).")
    private String givenAddress = "";

    @Option(names = "--management-port", defaultValue = "${env:CHATLEDGER_MANAGEMENT_PORT}",
            description = "The port of health and metrics, on 127.0.0.1 (CHATLEDGER_MANAGEMENT_PORT; default 9000 if it"
                    + " is free, or else any; 0 for any).")
    private @Nullable String givenManagementPort;

    @Override
    public Integer call() {
        InetAddress address = address(givenAddress);
        int port = port("CHATLEDGER_PORT", givenPort);
        requireFree("CHATLEDGER_PORT", port, address);
        int managementPort = managementPort();
        requireLogFormat();
        WholeSystem system = new WholeSystem();
        Runtime.getRuntime().addShutdownHook(new Thread(system::close, "shutdown"));
        int actualPort = system.start(data.folder(), address, port, managementPort);
        spec.commandLine().getOut().println(welcome(system, address, actualPort));
        // What else ends the process from here on is the shutdown hook's business.
        throw system.awaitDatabaseLost();
    }

    /** @throws CommandFailed if it is none, by the name of the variable wherever it was set */
    static int port(String variable, String given) {
        try {
            int port = Integer.parseInt(given);
            if (port >= 0 && port <= HIGHEST_PORT) {
                return port;
            }
        } catch (NumberFormatException noNumber) {
            // As wrong as any other that is no port.
        }
        throw new CommandFailed("%s is %s; allowed is a whole number from 0 (any that is free) to %d."
                .formatted(variable, given, HIGHEST_PORT));
    }

    private static InetAddress address(String given) {
        try {
            return InetAddress.getByName(given);
        } catch (UnknownHostException e) {
            throw new CommandFailed(
                    "CHATLEDGER_ADDRESS is %s; allowed is an address of this machine, such as 127.0.0.1 or 0.0.0.0."
                            .formatted(given),
                    e);
        }
    }

    /** Asked first, because the gateway starts last, and a short answer is better than a late one. */
    private static void requireFree(String variable, int port, InetAddress address) {
        try {
            bind(address, port);
        } catch (IOException e) {
            throw new CommandFailed("Port %d on %s cannot be used (%s). Set %s to another one."
                    .formatted(port, address.getHostAddress(), e.getMessage(), variable), e);
        }
    }

    private static void bind(InetAddress address, int port) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address, port));
        }
    }

    /** A second system on a machine needs no setting more than its own port. */
    private int managementPort() {
        InetAddress address = InetAddress.getLoopbackAddress();
        if (givenManagementPort != null) {
            int port = port("CHATLEDGER_MANAGEMENT_PORT", givenManagementPort);
            requireFree("CHATLEDGER_MANAGEMENT_PORT", port, address);
            return port;
        }
        try {
            bind(address, USUAL_MANAGEMENT_PORT);
            return USUAL_MANAGEMENT_PORT;
        } catch (IOException _) {
            return 0;
        }
    }

    private void requireLogFormat() {
        String format = Optional.ofNullable(System.getenv(LOG_FORMAT)).orElse("text");
        if (!LOG_FORMATS.contains(format)) {
            throw new CommandFailed("%s is %s; allowed is one of %s."
                    .formatted(LOG_FORMAT, format, String.join(", ", LOG_FORMATS)));
        }
    }

    private String welcome(WholeSystem system, InetAddress address, int actualPort) {
        boolean reachableAsLocalhost = address.isAnyLocalAddress() || address.isLoopbackAddress();
        String host = reachableAsLocalhost ? "localhost" : address.getHostAddress();
        return """

                chatledger is ready: %1$s

                  page           %1$s/
                  documentation  %1$s/docs
                  metrics        http://127.0.0.1:%6$d/actuator/prometheus
                  version        %2$s
                  data folder    %3$s
                  database       %4$s
                  models         %5$s

                Try it:
                  TOKEN=$(curl -s %1$s/api/register -H 'Content-Type: application/json' \
                -d '{"username": "'$(mktemp -u ada-XXXXXXXX)'", "password": "correct horse"}' \
                | sed 's/.*"token":"\\([^"]*\\)".*/\\1/')
                  curl -s %1$s/api/chat -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \
                -d '{"message": "What is this?"}'
                  curl -s %1$s/api/tokens -H "Authorization: Bearer $TOKEN"
                """.formatted(
                "http://" + host + ":" + actualPort,
                Version.number(),
                data.folder().path(),
                OwnDatabase.description(data.folder()),
                system.models(),
                system.managementPort());
    }
}
