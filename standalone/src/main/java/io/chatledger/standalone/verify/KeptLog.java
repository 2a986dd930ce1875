package io.chatledger.standalone.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What an auditor keeps of a log from one verification to the next: its keys, and the newest checkpoint that held. */
record KeptLog(Path folder) {

    /** The newest first; none before the first verification. */
    List<VerifierKey> keys() {
        return read("key").map(VerifierKey::parseAll).orElse(List.of());
    }

    /** Whether it is to be trusted is for the caller to see. */
    Optional<String> note() {
        return read("checkpoint");
    }

    void keep(List<VerifierKey> keys, SignedCheckpoint checkpoint) {
        try {
            Files.createDirectories(folder);
            Files.write(folder.resolve("key"), keys.stream().map(VerifierKey::text).toList());
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
