package io.chatledger.standalone.postgres;

import java.nio.file.Path;

/**
 * Where a server keeps all of its write-ahead log, so that a backup can be restored to any time after it.
 *
 * @param folder  absolute; exists
 * @param seconds after which what was committed is there at the latest, if the folder can be written
 */
public record Archive(Path folder, int seconds) {

    /** For the command line of the server, which goes through a shell. */
    String settings() {
        return "-c archive_mode=on -c archive_library=basic_archive -c archive_timeout=%d"
                .formatted(seconds)
                + " -c basic_archive.archive_directory=" + quoted(folder.toString());
    }

    /** A command that copies a file of the log to where the server wants it. */
    static String restoreCommand(Path folder) {
        return "cp %s/%%f %%p".formatted(quoted(folder.toString()).replace("%", "%%"));
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
