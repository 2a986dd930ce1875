package io.chatledger.command.signing;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import io.chatledger.command.secret.SecretFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    private final SecretFile file;

    KeyFile(Path folder) {
        this.folder = folder.toAbsolutePath();
        this.file = new SecretFile(folder.resolve("access-token-keys.json"));
    }

    KeyRing readOrMake() throws IOException {
        if (!file.exists()) {
            makeFirst();
        }
        try {
            return KeyRing.of(JWKSet.parse(file.read().orElseThrow()));
        } catch (ParseException e) {
            throw new IOException(file.path() + " is not a JWK set", e);
        }
    }

    void write(KeyRing ring) throws IOException {
        file.write(text(ring));
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
        if (file.make(text(earlierKeyOr(KeyRing.first())))) {
            log.info("Made the first key that signs access tokens, in {}", file.path());
        } else {
            log.info("Another copy made the key that signs access tokens");
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

    private static String text(KeyRing ring) {
        return ring.toJwkSet().toString(false);
    }
}
