package io.chatledger.standalone.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What an auditor keeps of a log from one verification to the next: its key, and the newest checkpoint that held. */
record KeptLog(Path folder) {

    Optional<VerifierKey> key() {
        return read("key").map(VerifierKey::parse);
    }

    /** @throws CannotVerify if there is one that the key has not signed */
    Optional<SignedCheckpoint> checkpoint(VerifierKey key) {
        return read("checkpoint").map(note -> SignedCheckpoint.verified(note, key).orElseThrow(() -> new CannotVerify(
                "The checkpoint kept in %s is not signed by the key %s.".formatted(folder, key.text()))));
    }

    void keep(VerifierKey key, SignedCheckpoint checkpoint) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("key"), key.text() + "\n");
            Files.writeString(folder.resolve("checkpoint"), checkpoint.note());
        } catch (IOException e) {
            throw new CannotVerify("The checkpoint cannot be kept in %s: %s".formatted(folder, e));
        }
    }

    private Optional<String> read(String name) {
        Path file = folder.resolve(name);
        try {
            return Files.exists(file) ? Optional.of(Files.readString(file, UTF_8)) : Optional.empty();
        } catch (IOException e) {
            throw new CannotVerify("%s cannot be read: %s".formatted(file, e));
        }
    }
}
