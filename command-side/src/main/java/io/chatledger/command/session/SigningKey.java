package io.chatledger.command.session;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * The key that signs access tokens (ES256, RFC 7518, section 3.4), made at first start in a file that only its owner can
 * read. Copies of this side share the folder.
 */
@Component
public class SigningKey {

    private static final Logger log = LoggerFactory.getLogger(SigningKey.class);

    private final ECKey key;

    SigningKey(@Value("${chatledger.keys-folder}") Path folder) throws IOException, JOSEException, ParseException {
        Path file = folder.resolve("access-token-key.json");
        if (!Files.exists(file)) {
            make(file);
        }
        key = ECKey.parse(Files.readString(file));
    }

    private static void make(Path file) throws IOException, JOSEException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        ECKey made = new ECKeyGenerator(Curve.P_256)
                .keyUse(KeyUse.SIGNATURE)
                .algorithm(JWSAlgorithm.ES256)
                .keyIDFromThumbprint(true)
                .generate();
        // Written aside and then linked, so that a copy that starts at the same time sees a whole key or none.
        Path aside = Files.createTempFile(
                file.toAbsolutePath().getParent(),
                "key",
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(aside, made.toJSONString());
        try {
            Files.createLink(file, aside);
            log.info("Made the key {} that signs access tokens, in {}", made.getKeyID(), file);
        } catch (FileAlreadyExistsException another) {
            log.info("Another copy made the key that signs access tokens");
        } finally {
            Files.delete(aside);
        }
    }

    /** With its private part. */
    public ECKey key() {
        return key;
    }

    /** What others verify with (RFC 7517, section 5). */
    public JWKSet published() {
        return new JWKSet(key.toPublicJWK());
    }
}
