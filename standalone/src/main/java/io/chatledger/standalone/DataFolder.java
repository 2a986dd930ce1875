package io.chatledger.standalone;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/**
 * The one folder with all that outlives the process: the database, its passwords, and the keys that sign access tokens.
 *
 * @param path absolute; exists
 */
record DataFolder(Path path) {

    private static final int SECRET_BYTES = 24;

    /**
     * Makes the folder, if need be, for nobody else to look into. One that exists keeps its permissions: they may have
     * been chosen wisely, and it may be {@code /tmp}.
     *
     * @throws CommandFailed if it cannot be made
     */
    static DataFolder at(Path path) {
        Path folder = path.toAbsolutePath().normalize();
        try {
            Path parent = folder.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            createPrivate(folder);
            return new DataFolder(folder);
        } catch (IOException e) {
            throw unusable(folder, e);
        }
    }

    /**
     * Until the lock is closed or the process ends, however that comes about, the folder is this process's alone.
     *
     * @throws CommandFailed if another process has it
     */
    DataLock lock() {
        return tryLock().orElseThrow(() -> new CommandFailed(
                "The data folder %s is in use by another chatledger (pid %s)."
                        .formatted(path, DataLock.owner(path.resolve("lock")))));
    }

    /** The lock, or nothing if another process has it. */
    Optional<DataLock> tryLock() {
        try {
            return DataLock.tryLock(path.resolve("lock"));
        } catch (IOException e) {
            throw unusable(path, e);
        }
    }

    Path postgres() {
        return path.resolve("postgres");
    }

    Path postgresBinaries() {
        return path.resolve("postgres-binaries");
    }

    Path keys() {
        return path.resolve("keys");
    }

    /** A password that was made up when first asked for, and is the same ever since. */
    String secret(String name) {
        Path folder = path.resolve("secrets");
        Path file = folder.resolve(name);
        try {
            if (!Files.exists(file)) {
                byte[] secret = new byte[SECRET_BYTES];
                new SecureRandom().nextBytes(secret);
                createPrivate(folder);
                // Moved into place when complete, so that a crash cannot leave an empty password. Like all temporary
                // files it is its owner's alone.
                Path complete = Files.createTempFile(folder, name, null);
                Files.writeString(complete, HexFormat.of().formatHex(secret));
                Files.move(complete, file, StandardCopyOption.ATOMIC_MOVE);
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw unusable(path, e);
        }
    }

    private static void createPrivate(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectory(folder, ownerOnly());
        }
    }

    private static FileAttribute<?>[] ownerOnly() {
        if (!FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            return new FileAttribute<?>[0]; // Windows: what is made in a user's folder is the user's
        }
        Set<PosixFilePermission> permissions = PosixFilePermissions.fromString("rwx------");
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)};
    }

    private static CommandFailed unusable(Path folder, IOException cause) {
        return new CommandFailed("The data folder %s cannot be used: %s".formatted(folder, cause), cause);
    }
}
