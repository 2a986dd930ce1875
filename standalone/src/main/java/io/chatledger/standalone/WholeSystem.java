package io.chatledger.standalone;

import static java.util.concurrent.CompletableFuture.supplyAsync;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.mapping;

import io.chatledger.command.CommandSide;
import io.chatledger.command.StopAnnounced;
import io.chatledger.command.chat.ChatModel;
import io.chatledger.command.chat.ChatModels;
import io.chatledger.gateway.ApiGateway;
import io.chatledger.query.QuerySide;
import io.chatledger.standalone.postgres.PostgresFailed;
import io.chatledger.standalone.postgres.PostgresServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.net.InetAddress;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * PostgreSQL and the three applications in one process. The applications prepare at the same time, but begin to serve
 * in the order in which they need each other, and are stopped in the reverse order, so that nobody is asked who can no
 * longer answer. Can be started once.
 */
final class WholeSystem implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(WholeSystem.class);

    /** One port tells all there is to know of one process: that of the gateway. */
    private static final List<String> NOT_MANAGED = List.of(
            "--management.server.port=-1", "--management.prometheus.metrics.export.enabled=false");

    private final Deque<AutoCloseable> parts = new ConcurrentLinkedDeque<>();
    /** One application sets up what all log with; two at a time would leave each other silent. */
    private final CompletableFuture<Void> logging = new CompletableFuture<>();
    private final CompletableFuture<PostgresFailed> databaseLost = new CompletableFuture<>();
    private volatile boolean closing;

    /**
     * Returns when the gateway answers. If a part fails to start, those before it are stopped.
     *
     * @param address on which the gateway listens; everything else listens on 127.0.0.1
     * @param port    the gateway's; 0 for any
     * @param managementPort of health and metrics, on 127.0.0.1; 0 for any
     * @return the gateway's port
     */
    synchronized int start(DataFolder data, InetAddress address, int port, int managementPort) {
        try (var threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().name("start-", 1).factory())) {
            parts.push(data.lock());
            int commandPort = FreePort.find();
            int queryPort = FreePort.find();
            String keySet = "--chatledger.jwk-set-uri=" + url(commandPort) + "/.well-known/jwks.json";
            var postgres = supplyAsync(() -> {
                PostgresServer server = OwnDatabase.start(data);
                parts.push(server);
                server.watch(databaseLost::complete);
                logging.join();
                return server.port();
            }, threads);
            var commandSide = postgres.thenApplyAsync(database -> run(CommandSide.application(), postgres,
                    onLoopback(commandPort),
                    NOT_MANAGED,
                    List.of("--chatledger.keys-folder=" + data.keys()),
                    OwnDatabase.commandSettings(data, database)), threads);
            var querySide = postgres.thenApplyAsync(database -> run(QuerySide.application(), commandSide,
                    onLoopback(queryPort),
                    NOT_MANAGED,
                    List.of(keySet),
                    OwnDatabase.querySettings(data, database)), threads);
            var gateway = supplyAsync(() -> run(ApiGateway.application(), querySide, List.of(
                    "--server.address=" + address.getHostAddress(),
                    "--server.port=" + port,
                    "--management.server.port=" + managementPort,
                    keySet,
                    "--chatledger.gateway.command-side-url=" + url(commandPort),
                    "--chatledger.gateway.query-side-url=" + url(queryPort))), threads);
            var _ = gateway.whenComplete((served, failed) -> logging.complete(null));
            // In this order, so that it is the first failure that is told, not those that follow from it.
            postgres.join();
            commandSide.join();
            querySide.join();
            int served = gateway.join();
            bindMeters();
            return served;
        } catch (RuntimeException e) {
            stop();
            throw e instanceof CompletionException && e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    /** The numbers of the sides are read where those of the gateway are. */
    private void bindMeters() {
        MeterRegistry registry = applications()
                .flatMap(application -> application.getBeanProvider(MeterRegistry.class).stream())
                .findFirst()
                .orElseThrow();
        applications()
                .flatMap(application -> application.getBeanProvider(MeterBinder.class).stream())
                .forEach(meters -> meters.bindTo(registry));
    }

    private Stream<ConfigurableApplicationContext> applications() {
        return parts.stream()
                .filter(ConfigurableApplicationContext.class::isInstance)
                .map(ConfigurableApplicationContext.class::cast);
    }

    /** Where health and metrics are, on 127.0.0.1. */
    int managementPort() {
        return applications()
                .map(application -> application.getEnvironment().getProperty("local.management.port", Integer.class))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();
    }

    /** Which models can be asked, by the names of their providers. */
    String models() {
        return applications()
                .flatMap(application -> application.getBeanProvider(ChatModels.class).stream())
                .flatMap(models -> models.all().stream())
                .collect(groupingBy(ChatModel::provider, TreeMap::new, mapping(ChatModel::id, joining(", "))))
                .entrySet().stream()
                .map(provider -> provider.getKey() + " (" + provider.getValue() + ")")
                .collect(joining(", "));
    }

    /** Returns when PostgreSQL has ended by itself and cannot be started again. */
    PostgresFailed awaitDatabaseLost() {
        return databaseLost.join();
    }

    /** A start that is under way gives up before its next part; nothing that it has started is forgotten. */
    @Override
    public void close() {
        closing = true;
        // The gateway waits for the answers that are under way: they must come to an end meanwhile.
        for (AutoCloseable part : parts) {
            if (part instanceof ConfigurableApplicationContext application) {
                application.publishEvent(new StopAnnounced());
            }
        }
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

    /** @param before what has to serve before this does anything but prepare */
    @SafeVarargs
    private int run(SpringApplicationBuilder application, CompletableFuture<?> before, List<String>... settings) {
        goOn();
        // One shutdown hook, that of the command, ends all in order; Spring's own would do it at once and at random.
        String[] arguments = Stream.concat(
                Stream.of("--logging.register-shutdown-hook=false"),
                Stream.of(settings).flatMap(List::stream))
                .toArray(String[]::new);
        ConfigurableApplicationContext context = application
                .logStartupInfo(false)
                .registerShutdownHook(false)
                .initializers(prepared -> {
                    logging.complete(null);
                    prepared.getBeanFactory().registerSingleton("turn", new Turn(before));
                })
                .run(arguments);
        parts.push(context);
        return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    private void goOn() {
        if (closing) {
            throw new CommandFailed("Stopped while starting.");
        }
    }

    private static List<String> onLoopback(int port) {
        return List.of("--server.address=127.0.0.1", "--server.port=" + port);
    }

    private static String url(int port) {
        return "http://127.0.0.1:" + port;
    }

    /** The first of all that an application starts. */
    private final class Turn implements SmartLifecycle {

        private final CompletableFuture<?> before;

        Turn(CompletableFuture<?> before) {
            this.before = before;
        }

        @Override
        public void start() {
            try {
                before.join();
                goOn();
            } catch (CompletionException | CommandFailed failed) {
                // Why is told already. That nothing else starts for that reason is not worth a stack trace each.
                LoggingSystem.get(getClass().getClassLoader()).setLogLevel("org.springframework", LogLevel.OFF);
                throw failed;
            }
        }

        @Override
        public void stop() {}

        @Override
        public boolean isRunning() {
            return false;
        }

        @Override
        public int getPhase() {
            return Integer.MIN_VALUE;
        }
    }
}
