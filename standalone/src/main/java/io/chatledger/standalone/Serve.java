package io.chatledger.standalone;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.Callable;
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

    @Spec
    private CommandSpec spec;

    @Mixin
    private DataOption data;

    @Option(names = "--port", defaultValue = "${env:CHATLEDGER_PORT:-8000}",
            description = "The gateway's port (CHATLEDGER_PORT; default 8000; 0 for any).")
    private int port;

    @Option(names = "--address", defaultValue = "${env:CHATLEDGER_ADDRESS:-127.0.0.1}",
            description = "The address on which the gateway listens (CHATLEDGER_ADDRESS; default 127.0.0.1).")
    private InetAddress address;

    @Override
    public Integer call() {
        requirePort();
        requireFreePort();
        WholeSystem system = new WholeSystem();
        Runtime.getRuntime().addShutdownHook(new Thread(system::close, "shutdown"));
        int actualPort = system.start(data.folder(), address, port);
        spec.commandLine().getOut().println(welcome(actualPort));
        // What else ends the process from here on is the shutdown hook's business.
        throw system.awaitDatabaseLost();
    }

    private void requirePort() {
        if (port < 0 || port > HIGHEST_PORT) {
            throw new CommandFailed(
                    "CHATLEDGER_PORT is %d; allowed is a whole number from 0 (any that is free) to %d."
                            .formatted(port, HIGHEST_PORT));
        }
    }

    /** Asked first, because the gateway starts last, and a short answer is better than a late one. */
    private void requireFreePort() {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address, port));
        } catch (IOException e) {
            throw new CommandFailed("Port %d on %s cannot be used (%s). Set CHATLEDGER_PORT to another one."
                    .formatted(port, address.getHostAddress(), e.getMessage()), e);
        }
    }

    private String welcome(int actualPort) {
        boolean reachableAsLocalhost = address.isAnyLocalAddress() || address.isLoopbackAddress();
        String host = reachableAsLocalhost ? "localhost" : address.getHostAddress();
        return """

                chatledger is ready: %1$s

                Try it:
                  TOKEN=$(curl -s %1$s/api/register -H 'Content-Type: application/json' \
                -d '{"username": "'$(date +%%s)'", "password": "correct horse"}' \
                | sed 's/.*"token":"\\([^"]*\\)".*/\\1/')
                  curl -s %1$s/api/chat -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \
                -d '{"message": "What is this?"}'
                  curl -s %1$s/api/tokens -H "Authorization: Bearer $TOKEN"
                """.formatted("http://" + host + ":" + actualPort);
    }
}
