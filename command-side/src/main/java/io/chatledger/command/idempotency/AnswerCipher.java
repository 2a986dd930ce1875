package io.chatledger.command.idempotency;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * Hides a kept answer, which may hold an API key or a refresh token, from whoever reads the database: AES-256-GCM
 * (NIST SP 800-38D) under a key that HKDF-SHA256 (RFC 5869) derives from the idempotency key. It is as safe as that is
 * hard to guess.
 */
final class AnswerCipher {

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int KEY_BYTES = 32;
    private static final byte[] PURPOSE = "chatledger kept answer".getBytes(StandardCharsets.UTF_8);

    private final SecureRandom random = new SecureRandom();

    /** The nonce, then what it hides. */
    byte[] encrypt(Claim claim, byte[] answer) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] hidden = apply(Cipher.ENCRYPT_MODE, claim, nonce, answer);
        byte[] kept = Arrays.copyOf(nonce, NONCE_BYTES + hidden.length);
        System.arraycopy(hidden, 0, kept, NONCE_BYTES, hidden.length);
        return kept;
    }

    byte[] decrypt(Claim claim, byte[] kept) {
        return apply(
                Cipher.DECRYPT_MODE,
                claim,
                Arrays.copyOf(kept, NONCE_BYTES),
                Arrays.copyOfRange(kept, NONCE_BYTES, kept.length));
    }

    private static byte[] apply(int mode, Claim claim, byte[] nonce, byte[] text) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, keyOf(claim), new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(claim.requestHash());
            return cipher.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A kept answer cannot be encrypted or decrypted", e);
        }
    }

    private static SecretKey keyOf(Claim claim) throws GeneralSecurityException {
        return KDF.getInstance("HKDF-SHA256")
                .deriveKey("AES", HKDFParameterSpec.ofExtract()
                        .addSalt(claim.owner().getBytes(StandardCharsets.UTF_8))
                        .addIKM(claim.key().value().getBytes(StandardCharsets.UTF_8))
                        .thenExpand(PURPOSE, KEY_BYTES));
    }
}
