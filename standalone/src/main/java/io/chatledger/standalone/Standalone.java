package io.chatledger.standalone;

import io.chatledger.command.log.LogSetBack;
import io.chatledger.settings.WrongSetting;
import io.chatledger.standalone.operate.Events;
import io.chatledger.standalone.operate.Holds;
import io.chatledger.standalone.operate.Projections;
import io.chatledger.standalone.operate.Rebuild;
import io.chatledger.standalone.operate.Replay;
import io.chatledger.standalone.operate.Status;
import io.chatledger.standalone.postgres.PostgresFailed;
import io.chatledger.standalone.verify.Verify;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParameterException;

/** The command line of chatledger. Without a command it serves. */
@Command(
        name = "chatledger",
        description = "AI chat paid from a prepaid token balance that is the sum of recorded events.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            Serve.class, Status.class, Projections.class, Rebuild.class, Holds.class, Replay.class, Events.class,
            Verify.class, Backup.class, Restore.class, CreateAdmin.class, ResetPassword.class, RotateKey.class,
            Prepare.class, GenerateCompletion.class})
public final class Standalone {

    public static void main(String[] arguments) {
        String[] command = arguments.length == 0 ? new String[] {"serve"} : arguments;
        System.exit(commandLine().execute(command));
    }

    static CommandLine commandLine() {
        var commandLine = new CommandLine(new Standalone())
                .setExecutionExceptionHandler(oneLineForWhatTheOperatorCanMend())
                .setParameterExceptionHandler(Standalone::oneLineForWhatWasTyped);
        commandLine.getSubcommands().values().forEach(each -> each.getCommandSpec().versionProvider(new Version()));
        return commandLine;
    }

    private static IExecutionExceptionHandler oneLineForWhatTheOperatorCanMend() {
        return (exception, commandLine, arguments) -> {
            if (exception instanceof CommandFailed || exception instanceof PostgresFailed) {
                commandLine.getErr().println(exception.getMessage());
                return CommandLine.ExitCode.SOFTWARE;
            }
            if (WrongSetting.isCauseOf(exception) || LogSetBack.isCauseOf(exception)) {
                // Told already, by the application that found it.
                return CommandLine.ExitCode.SOFTWARE;
            }
            throw exception;
        };
    }

    private static int oneLineForWhatWasTyped(ParameterException wrong, String[] arguments) {
        wrong.getCommandLine().getErr().println(wrong.getMessage());
        return CommandLine.ExitCode.USAGE;
    }
}
