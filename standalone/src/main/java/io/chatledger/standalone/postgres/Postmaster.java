package io.chatledger.standalone.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The server process that serves a data folder, as the folder's {@code postmaster.pid} tells.
 *
 * @param port on 127.0.0.1
 */
record Postmaster(long pid, int port) {

    private static final int PID_LINE = 0;
    private static final int PORT_LINE = 3;

    /** The one that runs now. What a crash left behind names a process that is gone, or is another program by now. */
    static Optional<Postmaster> runningOn(Path folder) {
        try {
            List<String> lines = Files.readAllLines(folder.resolve("postmaster.pid"));
            if (lines.size() <= PORT_LINE) {
                return Optional.empty();
            }
            long pid = Long.parseLong(lines.get(PID_LINE).strip());
            return ProcessHandle.of(pid)
                    .filter(process -> serves(process, folder))
                    .map(process -> new Postmaster(pid, Integer.parseInt(lines.get(PORT_LINE).strip())));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new PostgresFailed("postmaster.pid in " + folder + " cannot be read: " + e, e);
        }
    }

    private static boolean serves(ProcessHandle process, Path folder) {
        return process.info().commandLine().filter(line -> line.contains(folder.toString())).isPresent();
    }
}
