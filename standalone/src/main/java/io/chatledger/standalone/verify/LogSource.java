package io.chatledger.standalone.verify;

import java.util.Optional;

/** Where a log is read from, under the paths of C2SP tlog-tiles. */
interface LogSource {

    /**
     * @param path such as {@code tile/0/000}
     * @throws NotThere     if the log does not have it
     * @throws CannotVerify if the log is not reached
     */
    byte[] read(String path) throws NotThere;

    /**
     * An answer of the system whose log it is, by its path under {@code /api/audit/}; nothing if only the log is there.
     */
    Optional<byte[]> ask(String path) throws NotThere;
}
