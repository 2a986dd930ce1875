package io.chatledger.standalone;

import io.chatledger.standalone.postgres.BaseBackup;
import io.chatledger.standalone.postgres.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Copies everything that outlives the process, whether the system serves at the time or not. */
@Command(name = "backup", mixinStandardHelpOptions = true, description = {
        "Copy the database with its passwords and all keys into a new folder, whether the system serves or not.",
        "Whoever has the copy can read and forge everything: keep it as safe as the keys."})
final class Backup implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private DataOption data;

    @Parameters(paramLabel = "DIR", description = "The new folder.")
    private Path target = Path.of("");

    @Override
    public Integer call() {
        DataFolder from = data.existing();
        DataFolder to = DataFolder.emptyAt(target);
        try {
            to.copyBeforeDatabase(from);
            copyDatabase(from, to.postgres());
            // After it, so that each key is there that was used in it.
            to.copySecretsOf(from);
            Checksums.write(to.path());
        } catch (IOException e) {
            throw new CommandFailed("The backup cannot be written to %s: %s".formatted(to.path(), e), e);
        }
        spec.commandLine().getOut().printf(
                "Backup: %s. It has all keys, so keep it safe. It has no settings, so keep those, too.%n", to.path());
        return 0;
    }

    private static void copyDatabase(DataFolder from, Path target) {
        String password = from.secret(PostgresServer.SUPERUSER);
        Optional<DataLock> lock = from.tryLock();
        if (lock.isEmpty()) {
            BaseBackup.make(OwnDatabase.portOfServing(from), password, target);
            return;
        }
        try (DataLock _ = lock.get(); PostgresServer postgres = OwnDatabase.start(from)) {
            BaseBackup.make(postgres.port(), password, target);
        }
    }
}
