package io.chatledger.standalone;

import io.chatledger.standalone.postgres.Archive;
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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/**
 * The one folder with all that outlives the process: the database, its passwords, and the keys that sign access tokens.
 *
 * @param path    absolute; exists
 * @param archive of the database's log, elsewhere; null if it is not kept
 */
record DataFolder(Path path, @Nullable Archive archive) {

    private static final int SECRET_BYTES = 24;
    private static final String CHECKPOINT = "log-checkpoint";

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
            return new DataFolder(folder, null);
        } catch (IOException e) {
            throw unusable(folder, e);
        }
    }

    DataFolder archivedIn(Archive archive) {
        return new DataFolder(path, archive);
    }

    /**
     * Makes the folder as {@link #at} does.
     *
     * @throws CommandFailed if there is something in it
     */
    static DataFolder emptyAt(Path path) {
        DataFolder folder = at(path);
        try (Stream<Path> files = Files.list(folder.path)) {
            if (files.findAny().isPresent()) {
                throw new CommandFailed("%s is not empty. Name a new folder.".formatted(folder.path));
            }
            return folder;
        } catch (IOException e) {
            throw unusable(folder.path, e);
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

    private Path secrets() {
        return path.resolve("secrets");
    }

    /** The newest signed checkpoint of the log. */
    Path checkpoint() {
        return keys().resolve(CHECKPOINT);
    }

    /** Copies the checkpoint, which must not be newer than the database, and a key that may be deleted meanwhile. */
    void copyBeforeDatabase(DataFolder other) throws IOException {
        createPrivate(keys());
        for (Path file : List.of(other.checkpoint(), other.keys().resolve("personal-key-before"))) {
            if (Files.exists(file)) {
                copyUnlessThere(file, keys());
            }
        }
    }

    /** Copies a checkpoint, so that a log that is behind it is noticed. */
    void keepCheckpoint(Path newest) throws IOException {
        createPrivate(keys());
        Files.copy(newest, checkpoint());
    }

    /** Copies all keys and passwords of the other folder but its checkpoint, except files that are here already. */
    void copySecretsOf(DataFolder other) throws IOException {
        copyFiles(other.keys(), keys());
        copyFiles(other.secrets(), secrets());
    }

    private static void copyFiles(Path from, Path to) throws IOException {
        createPrivate(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                boolean justBeingWritten = file.toString().endsWith(".new") || file.toString().endsWith(".tmp");
                if (!justBeingWritten && !file.endsWith(CHECKPOINT)) {
                    copyUnlessThere(file, to);
                }
            }
        }
    }

    private static void copyUnlessThere(Path file, Path folder) throws IOException {
        Path copy = folder.resolve(file.getFileName());
        if (!Files.exists(copy)) {
            Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    /** A password that was made up when first asked for, and is the same ever since. */
    String secret(String name) {
        Path folder = secrets();
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

    /** Deletes what is in the folder. */
    void clear() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            for (Path file : files.toList()) {
                FileSystemUtils.deleteRecursively(file);
            }
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
        return new CommandFailed("The folder %s cannot be used: %s".formatted(folder, cause), cause);
    }
}
