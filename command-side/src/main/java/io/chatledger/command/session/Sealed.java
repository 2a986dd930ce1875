package io.chatledger.command.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * Text that only who shows a certain token can read: encrypted by AES-256-GCM (NIST SP 800-38D) with a random nonce,
 * under a key that HKDF (RFC 5869) derives from the token. The token must be random and is not kept.
 *
 * @param bytes nonce and ciphertext
 */
record Sealed(byte[] bytes) {

    private static final byte[] INFO = "chatledger refresh token".getBytes(UTF_8);
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    static Sealed under(String token, String text) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        try {
            byte[] encrypted = cipher(Cipher.ENCRYPT_MODE, token, nonce).doFinal(text.getBytes(UTF_8));
            return new Sealed(ByteBuffer.allocate(NONCE_BYTES + encrypted.length).put(nonce).put(encrypted).array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @throws IllegalStateException if it was sealed under another token, or altered */
    String open(String token) {
        try {
            byte[] nonce = new byte[NONCE_BYTES];
            byte[] encrypted = new byte[bytes.length - NONCE_BYTES];
            ByteBuffer.wrap(bytes).get(nonce).get(encrypted);
            return new String(cipher(Cipher.DECRYPT_MODE, token, nonce).doFinal(encrypted), UTF_8);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("not sealed under this token", e);
        }
    }

    private static Cipher cipher(int mode, String token, byte[] nonce) throws GeneralSecurityException {
        SecretKey key = KDF.getInstance("HKDF-SHA256")
                .deriveKey(
                        "AES",
                        HKDFParameterSpec.ofExtract()
                                .addIKM(token.getBytes(UTF_8))
                                .thenExpand(INFO, KEY_BYTES));
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        return cipher;
    }
}
