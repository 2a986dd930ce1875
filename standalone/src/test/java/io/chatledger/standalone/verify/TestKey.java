package io.chatledger.standalone.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** Whoever signs a log (C2SP signed-note). */
record TestKey(KeyPair pair) {

    static final String ORIGIN = "localhost/chatledger";
    private static final Base64.Encoder BASE64 = Base64.getEncoder();

    static TestKey make() {
        try {
            return new TestKey(KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    VerifierKey verifier() {
        return VerifierKey.parse(
                ORIGIN + "+" + HexFormat.of().formatHex(id()) + "+" + BASE64.encodeToString(typed()) + "\n");
    }

    /** A checkpoint, signed by all of these. */
    static String note(long size, byte[] root, TestKey... signers) {
        String text = ORIGIN + "\n" + size + "\n" + BASE64.encodeToString(root) + "\n";
        var note = new StringBuilder(text).append('\n');
        for (TestKey signer : signers) {
            note.append(signer.signature(text));
        }
        return note.toString();
    }

    /** One line of a note. */
    String signature(String text) {
        try {
            Signature signing = Signature.getInstance("Ed25519");
            signing.initSign(pair.getPrivate());
            signing.update(text.getBytes(UTF_8));
            byte[] signature = ByteBuffer.allocate(68).put(id()).put(signing.sign()).array();
            return "\u2014 " + ORIGIN + " " + BASE64.encodeToString(signature) + "\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    byte[] id() {
        MessageDigest digest = TreeHash.sha256();
        digest.update((ORIGIN + "\n").getBytes(UTF_8));
        return Arrays.copyOf(digest.digest(typed()), 4);
    }

    private byte[] typed() {
        byte[] encoded = pair.getPublic().getEncoded();
        return ByteBuffer.allocate(33).put((byte) 1).put(encoded, encoded.length - 32, 32).array();
    }
}
