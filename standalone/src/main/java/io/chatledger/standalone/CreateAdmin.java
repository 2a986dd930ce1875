package io.chatledger.standalone;

import io.chatledger.api.Actor;
import io.chatledger.api.Reason;
import io.chatledger.command.account.Administrators;
import java.io.Console;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes an account with the role {@code ADMIN}, whether the system serves at the time or not. */
@Command(name = "create-admin", mixinStandardHelpOptions = true, description = {
        "Create an administrator's account.",
        "The password is taken from CHATLEDGER_ADMIN_PASSWORD, else asked for, else generated and printed."})
final class CreateAdmin implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private DataOption data;

    @Option(names = "--username", required = true, description = "The new administrator's name.")
    private String username;

    @Option(names = "--reason", defaultValue = "create-admin",
            description = "Why, for the record (default ${DEFAULT-VALUE}).")
    private String reason;

    @Override
    public Integer call() {
        Optional<String> chosen = chosenPassword();
        String password = chosen.orElseGet(Administrators::generatePassword);
        new CommandSideOf(data.folder()).run(side -> side.getBean(Administrators.class)
                .create(username, password, new Reason(reason), Actor.COMMAND_LINE));
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
        char[] password = console.readPassword("Password (leave empty to have one generated): ");
        if (password == null || password.length == 0) {
            return Optional.empty();
        }
        if (!Arrays.equals(password, console.readPassword("Again: "))) {
            throw new CommandFailed("The two passwords differ.");
        }
        return Optional.of(new String(password));
    }
}
