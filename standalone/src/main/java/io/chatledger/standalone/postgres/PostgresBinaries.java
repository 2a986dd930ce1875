package io.chatledger.standalone.postgres;

import static java.util.Objects.requireNonNull;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.lang3.SystemUtils;
import org.springframework.util.FileSystemUtils;
import org.tukaani.xz.XZInputStream;

/**
 * The programs {@code initdb}, {@code pg_ctl} and {@code postgres} for this machine, unpacked from the class path once.
 *
 * @param folder holds {@code bin}, {@code lib} and {@code share}
 */
record PostgresBinaries(Path folder) {

    /**
     * Unpacks into a sub-folder named by the archive's checksum, so that a new version never mixes with an old one; a
     * complete one is used as it is.
     */
    static PostgresBinaries unpackedIn(Path parent) {
        try (InputStream resource = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(
                operatingSystem(), SystemUtils.OS_ARCH)) {
            byte[] archive = resource.readAllBytes();
            Path folder = parent.resolve(checksum(archive));
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(parent);
                // Moved into place when complete, so that a crash cannot leave half of them.
                Path unpacked = Files.createTempDirectory(parent, "unpacking");
                try (InputStream tar = new XZInputStream(new ByteArrayInputStream(archive))) {
                    unpack(tar, unpacked);
                }
                try {
                    Files.move(unpacked, folder, StandardCopyOption.ATOMIC_MOVE);
                } catch (FileSystemException e) {
                    if (!Files.isDirectory(folder)) {
                        throw e;
                    }
                    // Another process with the same folder of programs was faster.
                    FileSystemUtils.deleteRecursively(unpacked);
                }
            }
            return new PostgresBinaries(folder);
        } catch (IOException e) {
            throw new PostgresFailed("The PostgreSQL binaries cannot be unpacked into " + parent + ": " + e, e);
        }
    }

    /** The program's complete output, once it has ended well. */
    String run(String program, List<String> arguments) {
        List<String> command = new ArrayList<>();
        if (LinuxUtils.isUnshareAvailable()) {
            // PostgreSQL refuses to run as root: in a user namespace of its own it is nobody.
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(folder.resolve("bin").resolve(program).toString());
        command.addAll(arguments);
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                throw new PostgresFailed(program + " failed: " + output);
            }
            return output;
        } catch (IOException e) {
            throw new PostgresFailed(program + " cannot be run: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PostgresFailed(program + " was interrupted", e);
        }
    }

    /** Unpacks an archive of tar that can be trusted. */
    static void unpack(InputStream archive, Path target) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(archive)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = target.resolve(entry.getName()).normalize();
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                    continue;
                }
                Path folder = requireNonNull(path.getParent());
                Files.createDirectories(folder);
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                } else {
                    Files.copy(tar, path);
                    if (folder.endsWith("bin") && !path.toFile().setExecutable(true)) {
                        throw new IOException(path + " cannot be made executable");
                    }
                }
            }
        }
    }

    private static String operatingSystem() {
        if (SystemUtils.IS_OS_WINDOWS) {
            return "Windows";
        }
        return SystemUtils.IS_OS_MAC ? "Darwin" : "Linux";
    }

    /** Tells versions apart, at every start; a cryptographic digest would take longer than starting the server. */
    private static String checksum(byte[] archive) {
        CRC32 crc = new CRC32();
        crc.update(archive);
        return Long.toHexString(crc.getValue());
    }
}
