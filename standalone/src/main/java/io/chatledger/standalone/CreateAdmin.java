package io.chatledger.standalone;

import io.chatledger.api.InvalidValue;
import io.chatledger.command.CommandSide;
import io.chatledger.command.account.Administrators;
import io.chatledger.command.account.Refusal;
import io.chatledger.standalone.postgres.Database;
import io.chatledger.standalone.postgres.PostgresServer;
import java.io.Console;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ApplicationListener;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes an account with the role {@code ADMIN}, whether the system serves at the time or not. */
@Command(name = "create-admin", mixinStandardHelpOptions = true, description = {
        "Make an administrator's account.",
        "The password comes from CHATLEDGER_ADMIN_PASSWORD, else from the terminal; else one is made up and printed."})
final class CreateAdmin implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private DataOption data;

    @Option(names = "--username", required = true, description = "The new administrator's name.")
    private String username;

    @Override
    public Integer call() {
        Optional<String> chosen = chosenPassword();
        String password = chosen.orElseGet(Administrators::generatePassword);
        create(data.folder(), password);
        String shown = chosen.isPresent() ? "" : "   password, shown only now: " + password;
        spec.commandLine().getOut().println("Administrator: " + username + shown);
        return 0;
    }

    private static Optional<String> chosenPassword() {
        Optional<String> fromEnvironment = Optional.ofNullable(System.getenv("CHATLEDGER_ADMIN_PASSWORD"));
        Console console = System.console();
        if (fromEnvironment.isPresent() || console == null || !console.isTerminal()) {
            return fromEnvironment;
        }
        char[] password = console.readPassword("Password (empty to have one made up): ");
        if (password == null || password.length == 0) {
            return Optional.empty();
        }
        if (!Arrays.equals(password, console.readPassword("Again: "))) {
            throw new CommandFailed("The two passwords differ.");
        }
        return Optional.of(new String(password));
    }

    private void create(DataFolder folder, String password) {
        Optional<DataLock> lock = folder.tryLock();
        if (lock.isEmpty()) {
            int port = PostgresServer.portOfRunning(folder.postgres()).orElseThrow(() -> new CommandFailed(
                    "The system is just starting or stopping in " + folder.path() + ". Try again in a moment."));
            create(OwnDatabase.settings(folder, port, Database.COMMAND_ROLE), folder, password);
            return;
        }
        try (DataLock _ = lock.get(); PostgresServer postgres = OwnDatabase.start(folder)) {
            create(OwnDatabase.settings(folder, postgres.port(), Database.COMMAND_ROLE), folder, password);
        }
    }

    private void create(List<String> databaseSettings, DataFolder folder, String password) {
        // Before the runners: command-side makes an administrator of its own choice at first start if it finds none.
        ApplicationListener<ApplicationStartedEvent> create =
                started -> create(started.getApplicationContext().getBean(Administrators.class), password);
        Stream<String> settings = Stream.of(
                "--chatledger.keys-folder=" + folder.keys(),
                // What fails here is told by this command.
                "--logging.level.org.springframework.boot.SpringApplication=OFF");
        CommandSide.application()
                .web(WebApplicationType.NONE)
                .logStartupInfo(false)
                .listeners(create)
                .run(Stream.concat(databaseSettings.stream(), settings).toArray(String[]::new))
                .close();
    }

    private void create(Administrators administrators, String password) {
        try {
            administrators.create(username, password);
        } catch (InvalidValue e) {
            throw new CommandFailed("The " + e.field() + " " + e.getMessage() + ".", e);
        } catch (Refusal e) {
            throw new CommandFailed(e.getMessage(), e);
        }
    }
}
