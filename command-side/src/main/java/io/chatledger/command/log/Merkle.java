package io.chatledger.command.log;

import io.chatledger.command.secret.Sha256;
import java.security.MessageDigest;

/** The hashes of a Merkle tree (RFC 6962, section 2.1), SHA-256 of 32 bytes each. */
final class Merkle {

    static final int HASH_BYTES = 32;

    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    private Merkle() {}

    static byte[] ofNothing() {
        return Sha256.digest().digest();
    }

    static byte[] leaf(byte[] leaf) {
        MessageDigest digest = Sha256.digest();
        digest.update(LEAF);
        return digest.digest(leaf);
    }

    static byte[] node(byte[] left, byte[] right) {
        MessageDigest digest = Sha256.digest();
        digest.update(NODE);
        digest.update(left);
        return digest.digest(right);
    }
}
