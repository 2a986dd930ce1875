package io.chatledger.standalone;

import io.chatledger.api.InvalidValue;
import io.chatledger.command.CommandSide;
import io.chatledger.command.account.Refusal;
import io.chatledger.standalone.postgres.PostgresServer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;

/** The command-side of a data folder for one command of the operator, whether the system serves at the time or not. */
final class CommandSideOf {

    private final DataFolder folder;

    CommandSideOf(DataFolder folder) {
        this.folder = folder;
    }

    /** @throws CommandFailed if the system refuses, or is just starting or stopping */
    void run(Consumer<ApplicationContext> command) {
        Optional<DataLock> lock = folder.tryLock();
        if (lock.isEmpty()) {
            run(OwnDatabase.commandSettings(folder, OwnDatabase.portOfServing(folder)), command);
            return;
        }
        try (DataLock _ = lock.get(); PostgresServer postgres = OwnDatabase.start(folder)) {
            run(OwnDatabase.commandSettings(folder, postgres.port()), command);
        }
    }

    private void run(List<String> databaseSettings, Consumer<ApplicationContext> command) {
        // Before the runners: command-side makes an administrator of its own choice at first start if it finds none.
        ApplicationListener<ApplicationStartedEvent> started = event -> run(event.getApplicationContext(), command);
        Stream<String> settings = Stream.of(
                "--chatledger.keys-folder=" + folder.keys(),
                // What fails here is told by the command.
                "--logging.level.org.springframework.boot.SpringApplication=OFF");
        CommandSide.application()
                .web(WebApplicationType.NONE)
                .logStartupInfo(false)
                .listeners(started)
                .run(Stream.concat(databaseSettings.stream(), settings).toArray(String[]::new))
                .close();
    }

    private static void run(ApplicationContext side, Consumer<ApplicationContext> command) {
        try {
            command.accept(side);
        } catch (InvalidValue e) {
            throw new CommandFailed("The " + e.field() + " " + e.getMessage() + ".", e);
        } catch (Refusal e) {
            throw new CommandFailed(e.getMessage(), e);
        }
    }
}
