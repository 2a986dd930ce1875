package io.chatledger.standalone.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The key of a log (C2SP signed-note): whose log it is, four bytes that tell the key from others, and an Ed25519 key.
 */
record VerifierKey(String origin, byte[] id, PublicKey key, String text) {

    private static final byte ED25519 = 1;
    private static final int TYPED_BYTES = 33;
    /** What stands before the key in X.509 (RFC 8410, section 4). */
    private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b6570032100");

    /** @throws CannotVerify if it is none */
    static VerifierKey parse(String given) {
        String text = given.strip();
        try {
            String[] parts = text.split("\\+", 3);
            byte[] typed = Base64.getDecoder().decode(parts[2]);
            byte[] id = HexFormat.of().parseHex(parts[1]);
            MessageDigest digest = TreeHash.sha256();
            digest.update((parts[0] + "\n").getBytes(UTF_8));
            if (typed.length != TYPED_BYTES || typed[0] != ED25519
                    || !Arrays.equals(id, Arrays.copyOf(digest.digest(typed), 4))) {
                throw new CannotVerify("The key is not an Ed25519 key.");
            }
            byte[] encoded = ByteBuffer.allocate(X509.length + TYPED_BYTES - 1)
                    .put(X509).put(typed, 1, TYPED_BYTES - 1).array();
            PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
            return new VerifierKey(parts[0], id, key, text);
        } catch (GeneralSecurityException | IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw new CannotVerify("The key is not of the form <name>+<id>+<key>.");
        }
    }

    /** At least one, one a line. */
    static List<VerifierKey> parseAll(String given) {
        return Stream.of(given.strip().split("\n")).map(VerifierKey::parse).toList();
    }

    /**
     * Whether a signature is said to be by this key.
     *
     * @param signature with the id before it, in base64
     */
    boolean isNamedBy(String signature) {
        byte[] decoded = decoded(signature);
        return decoded.length > id.length && Arrays.equals(Arrays.copyOf(decoded, id.length), id);
    }

    /** @param signature with the id before it, in base64 */
    boolean hasSigned(byte[] text, String signature) {
        if (!isNamedBy(signature)) {
            return false;
        }
        try {
            byte[] decoded = SignedCheckpoint.strict(signature);
            Signature verifying = Signature.getInstance("Ed25519");
            verifying.initVerify(key);
            verifying.update(text);
            return verifying.verify(decoded, id.length, decoded.length - id.length);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    /** Nothing of it if it is not base64. */
    private static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException noBase64) {
            return new byte[0];
        }
    }
}
