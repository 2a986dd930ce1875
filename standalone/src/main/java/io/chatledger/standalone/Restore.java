package io.chatledger.standalone;

import io.chatledger.standalone.postgres.BaseBackup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a data folder of a backup and, if there is one, the archive of the log. */
@Command(name = "restore", mixinStandardHelpOptions = true, description = {
        "Verify a backup and make a new data folder of it. Nothing is ever overwritten.",
        "With an archive it is as of the archive's end or of --until, otherwise as of the backup's end."})
final class Restore implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "The backup.")
    private Path source = Path.of("");

    @Option(names = "--into", required = true, paramLabel = "DATA", description = "The new data folder.")
    private Path target;

    @Option(names = "--archive", defaultValue = "${env:CHATLEDGER_ARCHIVE}",
            description = "The folder in which PostgreSQL's log was kept (CHATLEDGER_ARCHIVE; default none).")
    private @Nullable Path archive;

    @Option(names = "--until", paramLabel = "TIME",
            description = "Restore what was done until then, such as 2026-11-28T12:00:00Z; needs the archive.")
    private @Nullable Instant until;

    @Option(names = "--checkpoint", paramLabel = "FILE",
            description = "The newest signed checkpoint of the log: keys/log-checkpoint of the data folder that is"
                    + " replaced, or what an auditor has kept. The first start then says what was lost.")
    private @Nullable Path checkpoint;

    @Override
    public Integer call() {
        Path log = archive == null || archive.toString().isEmpty() ? null : archive.toAbsolutePath();
        requireArchive(log);
        try {
            Checksums.verify(source);
            DataFolder into = DataFolder.emptyAt(target);
            String last;
            try (DataLock _ = into.lock()) {
                last = restore(new DataFolder(source.toAbsolutePath(), null), log, into);
            }
            spec.commandLine().getOut().printf(
                    "Restored%s. %sStart it: CHATLEDGER_DATA=%s ./chatledger%n",
                    last == null ? "" : ", with what was committed until " + last,
                    log == null ? "" : "Give it a new archive, and make a new backup when it serves. ",
                    into.path());
            return 0;
        } catch (IOException e) {
            throw new CommandFailed("%s cannot be restored into %s: %s".formatted(source, target, e), e);
        }
    }

    private @Nullable String restore(DataFolder backup, @Nullable Path log, DataFolder into) throws IOException {
        try {
            if (checkpoint != null) {
                into.keepCheckpoint(checkpoint);
            }
            into.copyBeforeDatabase(backup);
            into.copySecretsOf(backup);
            return BaseBackup.restore(backup.postgres(), into.postgres(), into.postgresBinaries(), log, until);
        } catch (IOException | RuntimeException e) {
            into.clear(); // so that it can be tried again, such as with another time
            throw e;
        }
    }

    private void requireArchive(@Nullable Path log) {
        if (log == null && until != null) {
            throw new CommandFailed("--until needs --archive (CHATLEDGER_ARCHIVE): a backup alone is restored as of its"
                    + " end.");
        }
        if (log != null && !Files.isDirectory(log)) {
            throw new CommandFailed("The archive %s is not a folder.".formatted(log));
        }
    }
}
