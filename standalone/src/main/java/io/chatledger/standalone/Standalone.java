package io.chatledger.standalone;

import io.chatledger.standalone.postgres.PostgresFailed;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;

/** The command line of chatledger. Without a command it serves. */
@Command(
        name = "chatledger",
        description = "AI chat paid from a prepaid token balance that is the sum of recorded events.",
        mixinStandardHelpOptions = true,
        subcommands = {Serve.class, CreateAdmin.class, RotateKey.class})
public final class Standalone {

    public static void main(String[] arguments) {
        String[] command = arguments.length == 0 ? new String[] {"serve"} : arguments;
        System.exit(commandLine().execute(command));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Standalone()).setExecutionExceptionHandler(oneLineForWhatTheOperatorCanMend());
    }

    private static IExecutionExceptionHandler oneLineForWhatTheOperatorCanMend() {
        return (exception, commandLine, arguments) -> {
            if (exception instanceof CommandFailed || exception instanceof PostgresFailed) {
                commandLine.getErr().println(exception.getMessage());
                return CommandLine.ExitCode.SOFTWARE;
            }
            throw exception;
        };
    }
}
