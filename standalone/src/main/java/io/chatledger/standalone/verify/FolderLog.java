package io.chatledger.standalone.verify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** An export that was unpacked. */
record FolderLog(Path folder) implements LogSource {

    @Override
    public byte[] read(String path) throws NotThere {
        try {
            return Files.readAllBytes(folder.resolve(path));
        } catch (IOException e) {
            throw new NotThere(path, "there is no such file");
        }
    }

    @Override
    public Optional<byte[]> ask(String path) {
        return Optional.empty();
    }
}
