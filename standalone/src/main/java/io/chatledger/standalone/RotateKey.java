package io.chatledger.standalone;

import io.chatledger.command.log.LogKeys;
import io.chatledger.command.personal.PersonalKeys;
import io.chatledger.command.signing.SigningKeys;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks for a new key that signs access tokens or the log, while the system serves or not; or replaces another one. */
@Command(name = "rotate-key", mixinStandardHelpOptions = true, description = {
        "Request a new key for signing access tokens or the log, or replace the one for personal texts.",
        "A key for access tokens is published at once and used some minutes later; nobody has to log in again.",
        "A key for the log signs at once; the old one also signs for as long as chatledger.log.key-overlap says.",
        "The key for personal texts is replaced at once; the system must not be serving."})
final class RotateKey implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private DataOption data;

    @Option(names = "--log", description = "The key that signs checkpoints of the log.")
    private boolean log;

    @Option(names = "--personal", description = "The key under which the keys of personal texts are stored.")
    private boolean personal;

    @Override
    public Integer call() {
        DataFolder folder = data.folder();
        if (personal) {
            return rotatePersonal(folder);
        }
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

    private int rotatePersonal(DataFolder folder) {
        try (DataLock _ = folder.lock()) {
            PersonalKeys.rotate(folder.keys());
        } catch (IOException | IllegalStateException e) {
            throw new CommandFailed("The key of personal texts in %s cannot be replaced: %s"
                    .formatted(folder.keys(), e.getMessage()), e);
        }
        spec.commandLine().getOut().println("""
                There is a new key of personal texts. The next start wraps the keys of all accounts by it and deletes \
                personal-key-before. Back up personal-key then: without it the texts cannot be read.""");
        return 0;
    }
}
