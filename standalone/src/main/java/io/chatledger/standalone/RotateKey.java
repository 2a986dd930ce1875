package io.chatledger.standalone;

import io.chatledger.command.log.LogKeys;
import io.chatledger.command.signing.SigningKeys;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks for a new key that signs access tokens or the log, whether the system serves at the time or not. */
@Command(name = "rotate-key", mixinStandardHelpOptions = true, description = {
        "Request a new key for signing access tokens or the log.",
        "A key for access tokens is published at once and used some minutes later; nobody has to log in again.",
        "A key for the log signs at once; the old one also signs for as long as chatledger.log.key-overlap says."})
final class RotateKey implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private DataOption data;

    @Option(names = "--log", description = "The key that signs checkpoints of the log.")
    private boolean log;

    @Override
    public Integer call() {
        DataFolder folder = data.folder();
        try {
            if (log) {
                LogKeys.requestRotation(folder.keys());
            } else {
                SigningKeys.requestRotation(folder.keys());
            }
        } catch (IOException e) {
            throw new CommandFailed("A new key cannot be requested in " + folder.keys() + ": " + e, e);
        }
        spec.commandLine().getOut().println(
                "A new key is requested. The system creates it within seconds, or at its next start.");
        return 0;
    }
}
