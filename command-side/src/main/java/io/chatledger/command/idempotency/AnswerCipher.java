package io.chatledger.command.idempotency;

import io.chatledger.personal.AesGcm;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * Hides a kept answer, which may hold an API key or a refresh token, from whoever reads the database: by {@link AesGcm}
 * under a key that HKDF-SHA256 (RFC 5869) derives from the idempotency key. It is as safe as that is hard to guess.
 */
final class AnswerCipher {

    private static final int KEY_BYTES = 32;
    private static final byte[] PURPOSE = "chatledger kept answer".getBytes(StandardCharsets.UTF_8);

    private AnswerCipher() {}

    static byte[] encrypt(Claim claim, byte[] answer) {
        return AesGcm.seal(keyOf(claim), claim.requestHash(), answer);
    }

    /** @throws IllegalStateException if it was kept for another claim, or altered */
    static byte[] decrypt(Claim claim, byte[] kept) {
        try {
            return AesGcm.open(keyOf(claim), claim.requestHash(), kept);
        } catch (AEADBadTagException e) {
            throw new IllegalStateException("A kept answer cannot be decrypted", e);
        }
    }

    private static SecretKey keyOf(Claim claim) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveKey("AES", HKDFParameterSpec.ofExtract()
                            .addSalt(claim.owner().getBytes(StandardCharsets.UTF_8))
                            .addIKM(claim.key().value().getBytes(StandardCharsets.UTF_8))
                            .thenExpand(PURPOSE, KEY_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
