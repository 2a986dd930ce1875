package io.chatledger.command.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chatledger.personal.AesGcm;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * Text that only who shows a certain token can read: encrypted by {@link AesGcm} under a key that HKDF (RFC 5869)
 * derives from the token. The token must be random and is not kept.
 *
 * @param bytes nonce and ciphertext
 */
record Sealed(byte[] bytes) {

    private static final byte[] INFO = "chatledger refresh token".getBytes(UTF_8);
    private static final byte[] ANYWHERE = {};
    private static final int KEY_BYTES = 32;

    static Sealed under(String token, String text) {
        return new Sealed(AesGcm.seal(key(token), ANYWHERE, text.getBytes(UTF_8)));
    }

    /** @throws IllegalStateException if it was sealed under another token, or altered */
    String open(String token) {
        try {
            return new String(AesGcm.open(key(token), ANYWHERE, bytes), UTF_8);
        } catch (AEADBadTagException e) {
            throw new IllegalStateException("not sealed under this token", e);
        }
    }

    private static SecretKey key(String token) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveKey(
                            "AES",
                            HKDFParameterSpec.ofExtract()
                                    .addIKM(token.getBytes(UTF_8))
                                    .thenExpand(INFO, KEY_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
