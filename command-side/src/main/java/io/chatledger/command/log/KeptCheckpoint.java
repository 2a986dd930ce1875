package io.chatledger.command.log;

import io.chatledger.command.secret.SecretFile;
import io.chatledger.command.secret.SecretSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The newest checkpoint, kept beside the key: out of the database's reach, so that a database that is older than what
 * was signed is noticed.
 */
@Component
class KeptCheckpoint {

    /** By which an operator accepts that what the database has lost is lost. */
    static final String ACCEPT = "accept-log-set-back";

    private static final Pattern TEXT = Pattern.compile("[^\n]+\n(\\d{1,18})\n([A-Za-z0-9+/]{43}=)\n");

    private static final Logger log = LoggerFactory.getLogger(KeptCheckpoint.class);

    private final SecretFile file;
    private final Path acceptance;

    /** @throws LogSetBack if the database is behind it, or has another log */
    KeptCheckpoint(SecretSettings secrets, LogTables tables) throws IOException {
        this.file = new SecretFile(secrets.keysFolder().resolve("log-checkpoint"));
        this.acceptance = file.path().resolveSibling(ACCEPT);
        // The file first: what is in it was committed before.
        Optional<String> kept = file.read();
        if (kept.isPresent()) {
            compare(kept.get(), tables);
        }
    }

    void keep(Checkpoint newest) throws IOException {
        file.write(newest.note());
    }

    private void compare(String note, LogTables tables) throws IOException {
        Matcher text = TEXT.matcher(note);
        if (!text.lookingAt()) {
            throw new IOException(file.path() + " is not a checkpoint");
        }
        long keptSize = Long.parseLong(text.group(1));
        byte[] keptRoot = Base64.getDecoder().decode(text.group(2));
        long size = tables.size();
        String difference = size < keptSize
                ? "has %d events, fewer than that".formatted(size)
                : "has other events among them";
        if (size >= keptSize && Arrays.equals(new Tree(tables::tile).root(keptSize), keptRoot)) {
            return;
        }
        String found = "A checkpoint of %d events was signed (it is kept in %s), and the log in the database %s."
                .formatted(keptSize, file.path(), difference);
        if (!Files.exists(acceptance)) {
            throw new LogSetBack(found + " The database is an older copy, or another one. Restore the newer one; or, if"
                    + " what is missing is lost, make an empty file " + acceptance + " and start again: it is recorded,"
                    + " and auditors who have the checkpoint will ask.");
        }
        tables.addSetBack(size, note);
        Files.delete(file.path());
        Files.delete(acceptance);
        log.warn("{} An operator has accepted that", found);
    }
}
