package io.chatledger.standalone;

import io.chatledger.api.Actor;
import io.chatledger.api.Reason;
import io.chatledger.command.account.LoginName;
import io.chatledger.command.password.ResetCodes;
import io.chatledger.command.password.ResetCodes.ResetCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lets somebody back in, the only administrator too, whether the system serves at the time or not. */
@Command(name = "reset-password", mixinStandardHelpOptions = true, description = {
        "Create a code that lets somebody set a new password, once.",
        "Until it is used, nothing changes and no session ends."})
final class ResetPassword implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private DataOption data;

    @Option(names = "--username", required = true, description = "The user who has forgotten the password.")
    private String username;

    @Option(names = "--reason", defaultValue = "reset-password",
            description = "Why, for the record (default ${DEFAULT-VALUE}).")
    private String reason;

    @Override
    public Integer call() {
        new CommandSideOf(data.folder()).run(side -> print(side.getBean(ResetCodes.class)
                .issue(new LoginName(username), new Reason(reason), Actor.COMMAND_LINE)));
        return 0;
    }

    private void print(ResetCode reset) {
        spec.commandLine().getOut().println("""
                Code for %s, shown only now and good until %s: %s

                Set the new password with it while the system serves:
                  curl http://localhost:8000/api/password-reset/confirm -H 'Content-Type: application/json' \
                -d '{"token": "%3$s", "new_password": "a new password"}'"""
                .formatted(username, reset.expiresAt(), reset.code()));
    }
}
