package io.chatledger.command.signing;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the keys are kept: a JWK set in a file that only its owner can read, in a folder that copies of this side
 * share. Beside it, operators ask for a new key by making a file named {@value #ROTATION_REQUEST}.
 */
final class KeyFile {

    private static final String ROTATION_REQUEST = "rotate";

    private static final Logger log = LoggerFactory.getLogger(KeyFile.class);

    private final Path folder;
    private final Path file;

    KeyFile(Path folder) {
        this.folder = folder.toAbsolutePath();
        this.file = this.folder.resolve("access-token-keys.json");
    }

    KeyRing readOrMake() throws IOException {
        if (!Files.exists(file)) {
            Files.createDirectories(folder);
            makeFirst();
        }
        try {
            return KeyRing.of(JWKSet.parse(Files.readString(file)));
        } catch (ParseException e) {
            throw new IOException(file + " is not a JWK set", e);
        }
    }

    void write(KeyRing ring) throws IOException {
        Files.move(writeAside(ring), file, StandardCopyOption.ATOMIC_MOVE);
    }

    void requestRotation() throws IOException {
        Files.createDirectories(folder);
        Files.write(folder.resolve(ROTATION_REQUEST), new byte[0]);
    }

    /** True for one of those who ask at the same time. */
    boolean takeRotationRequest() throws IOException {
        return Files.deleteIfExists(folder.resolve(ROTATION_REQUEST));
    }

    private void makeFirst() throws IOException {
        Path aside = writeAside(earlierKeyOr(KeyRing.first()));
        try {
            // Not moved: of copies that start at the same time, one makes the key.
            Files.createLink(file, aside);
            log.info("Made the first key that signs access tokens, in {}", file);
        } catch (FileAlreadyExistsException another) {
            log.info("Another copy made the key that signs access tokens");
        } finally {
            Files.delete(aside);
        }
    }

    /** Before keys could be rotated there was one, in a file of its own. */
    private KeyRing earlierKeyOr(KeyRing first) throws IOException {
        Path earlier = folder.resolve("access-token-key.json");
        try {
            return Files.exists(earlier) ? KeyRing.of(new JWKSet(JWK.parse(Files.readString(earlier)))) : first;
        } catch (ParseException e) {
            throw new IOException(earlier + " is not a JWK", e);
        }
    }

    /** So that whoever reads sees all or nothing. */
    private Path writeAside(KeyRing ring) throws IOException {
        Path aside = Files.createTempFile(
                folder,
                "keys",
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(aside, ring.toJwkSet().toString(false));
        return aside;
    }
}
