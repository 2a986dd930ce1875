package io.chatledger.command.secret;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** A text in a file that only its owner can read, in a folder that copies of this side share. */
public record SecretFile(Path path) {

    public SecretFile {
        path = path.toAbsolutePath();
    }

    public boolean exists() {
        return Files.exists(path);
    }

    /** Nothing if there is no such file. */
    public Optional<String> read() throws IOException {
        return exists() ? Optional.of(Files.readString(path)) : Optional.empty();
    }

    /** False if there is one already: of copies that start at the same time, one makes it. */
    public boolean make(String content) throws IOException {
        Files.createDirectories(path.getParent());
        Path aside = writeAside(content);
        try {
            Files.createLink(path, aside);
            return true;
        } catch (FileAlreadyExistsException another) {
            return false;
        } finally {
            Files.delete(aside);
        }
    }

    /** Whoever reads sees all of it or all of what was there. */
    public void write(String content) throws IOException {
        Files.createDirectories(path.getParent());
        Files.move(writeAside(content), path, StandardCopyOption.ATOMIC_MOVE);
    }

    private Path writeAside(String content) throws IOException {
        Path aside = Files.createTempFile(
                path.getParent(),
                path.getFileName().toString(),
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(aside, content);
        return aside;
    }
}
