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

    /** @param signature with the id before it */
    boolean hasSigned(byte[] text, byte[] signature) {
        if (signature.length <= id.length || !Arrays.equals(Arrays.copyOf(signature, id.length), id)) {
            return false;
        }
        try {
            Signature verifying = Signature.getInstance("Ed25519");
            verifying.initVerify(key);
            verifying.update(text);
            return verifying.verify(signature, id.length, signature.length - id.length);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
