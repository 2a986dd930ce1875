package io.chatledger.standalone;

import io.chatledger.command.CommandSide;
import io.chatledger.gateway.ApiGateway;
import io.chatledger.query.QuerySide;
import io.chatledger.standalone.postgres.Database;
import io.chatledger.standalone.postgres.PostgresServer;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * PostgreSQL and the three applications in one process, started in the order in which they need each other and stopped
 * in the reverse order, so that nobody is asked who can no longer answer. Can be started once.
 */
final class WholeSystem implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(WholeSystem.class);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private volatile boolean closing;

    /**
     * Returns when the gateway answers. If a part fails to start, those before it are stopped.
     *
     * @param address on which the gateway listens; everything else listens on 127.0.0.1
     * @param port    the gateway's; 0 for any
     * @return the gateway's port
     */
    synchronized int start(DataFolder data, InetAddress address, int port) {
        try {
            parts.push(data.lock());
            PostgresServer postgres = OwnDatabase.start(data);
            parts.push(postgres);
            int commandSide = run(CommandSide.application(), onLoopback(), Stream.of(
                    "--chatledger.keys-folder=" + data.keys()),
                    OwnDatabase.settings(data, postgres.port(), Database.COMMAND_ROLE).stream());
            String keySet = "--chatledger.jwk-set-uri=" + url(commandSide) + "/.well-known/jwks.json";
            int querySide = run(QuerySide.application(), onLoopback(), Stream.of(keySet),
                    OwnDatabase.settings(data, postgres.port(), Database.QUERY_ROLE).stream());
            return run(ApiGateway.application(), Stream.of(
                    "--server.address=" + address.getHostAddress(),
                    "--server.port=" + port,
                    keySet,
                    "--chatledger.gateway.command-side-url=" + url(commandSide),
                    "--chatledger.gateway.query-side-url=" + url(querySide)));
        } catch (RuntimeException e) {
            stop();
            throw e;
        }
    }

    /** A start that is under way gives up before its next part; nothing that it has started is forgotten. */
    @Override
    public void close() {
        closing = true;
        stop();
    }

    private synchronized void stop() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                log.error("A part of the system did not stop cleanly", e);
            }
        }
    }

    @SafeVarargs
    private int run(SpringApplicationBuilder application, Stream<String>... settings) {
        if (closing) {
            throw new CommandFailed("Told to end while starting.");
        }
        // One shutdown hook, that of the command, ends all in order; Spring's own would do it at once and at random.
        String[] arguments = Stream.concat(
                // Three ports for the health of one process would tell no more than that the gateway answers.
                Stream.of("--logging.register-shutdown-hook=false", "--management.server.port=-1"),
                Stream.of(settings).flatMap(s -> s))
                .toArray(String[]::new);
        ConfigurableApplicationContext context = application
                .logStartupInfo(false)
                .registerShutdownHook(false)
                .run(arguments);
        parts.push(context);
        return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    private static Stream<String> onLoopback() {
        return Stream.of("--server.address=127.0.0.1", "--server.port=0");
    }

    private static String url(int port) {
        return "http://127.0.0.1:" + port;
    }
}
