package io.chatledger.standalone;

import io.chatledger.standalone.postgres.Archive;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where everything is kept: the same options for every command. */
final class DataOption {

    private static final int LONGEST_ARCHIVE_SECONDS = 86_400;

    @Option(names = "--data", defaultValue = "${env:CHATLEDGER_DATA:-data}",
            description = "The folder in which everything is kept (CHATLEDGER_DATA; default data).")
    private Path path;

    @Option(names = "--archive", defaultValue = "${env:CHATLEDGER_ARCHIVE}",
            description = "The folder in which PostgreSQL's log is kept for restores to a point in time"
                    + " (CHATLEDGER_ARCHIVE; default none).")
    private @Nullable Path archive;

    @Option(names = "--archive-seconds", defaultValue = "${env:CHATLEDGER_ARCHIVE_SECONDS:-300}",
            description = "After how many seconds everything is in the archive at the latest"
                    + " (CHATLEDGER_ARCHIVE_SECONDS; default 300).")
    private int archiveSeconds;

    /** @throws CommandFailed if it cannot be made */
    DataFolder folder() {
        DataFolder folder = DataFolder.at(path);
        if (archive == null || archive.toString().isEmpty()) {
            return folder;
        }
        if (archiveSeconds < 1 || archiveSeconds > LONGEST_ARCHIVE_SECONDS) {
            throw new CommandFailed("CHATLEDGER_ARCHIVE_SECONDS is %d; allowed is a whole number from 1 to %d."
                    .formatted(archiveSeconds, LONGEST_ARCHIVE_SECONDS));
        }
        return folder.archivedIn(new Archive(DataFolder.at(archive).path(), archiveSeconds));
    }

    /** @throws CommandFailed if there is nothing yet */
    DataFolder existing() {
        if (!Files.isDirectory(path.resolve("postgres"))) {
            throw new CommandFailed("There is no database in the data folder %s.".formatted(path));
        }
        return folder();
    }
}
