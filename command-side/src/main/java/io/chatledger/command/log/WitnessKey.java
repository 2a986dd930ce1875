package io.chatledger.command.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chatledger.command.secret.Sha256;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Verifies the cosignatures of a witness (C2SP tlog-cosignature, Ed25519).
 *
 * @param text of the key, {@code <name>+<id>+<base64 of 0x04 and the public key>}
 */
record WitnessKey(String text, String name, byte[] id, PublicKey key) {

    private static final byte COSIGNATURE = 4;
    private static final int KEY_BYTES = 32;
    private static final int SIGNATURE_BYTES = 64;
    private static final Pattern FORM = Pattern.compile("([^\\s+]+)\\+([0-9a-f]{8})\\+([A-Za-z0-9+/]+=*)");

    /** @throws IllegalArgumentException if it is no such key */
    static WitnessKey parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("it is not <name>+<id>+<key>");
        }
        String name = parts.group(1);
        byte[] id = HexFormat.of().parseHex(parts.group(2));
        byte[] typed = Base64.getDecoder().decode(parts.group(3));
        if (typed.length != 1 + KEY_BYTES || typed[0] != COSIGNATURE) {
            throw new IllegalArgumentException("it is not an Ed25519 key for cosignatures");
        }
        MessageDigest digest = Sha256.digest();
        digest.update((name + "\n").getBytes(UTF_8));
        if (!Arrays.equals(Arrays.copyOf(digest.digest(typed), LogKey.ID_BYTES), id)) {
            throw new IllegalArgumentException("its id is not that of name and key");
        }
        return new WitnessKey(text, name, id, publicKey(Arrays.copyOfRange(typed, 1, typed.length)));
    }

    /** RFC 8032, section 5.1.2: little-endian, with the lowest bit of x as the highest one. */
    private static PublicKey publicKey(byte[] encoded) {
        byte[] y = new byte[KEY_BYTES];
        for (int i = 0; i < KEY_BYTES; i++) {
            y[i] = encoded[KEY_BYTES - 1 - i];
        }
        boolean xIsOdd = y[0] < 0;
        y[0] &= Byte.MAX_VALUE;
        try {
            return KeyFactory.getInstance("Ed25519").generatePublic(new EdECPublicKeySpec(
                    NamedParameterSpec.ED25519, new EdECPoint(xIsOdd, new BigInteger(1, y))));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("it is no point of the curve", e);
        }
    }

    /**
     * The line of an answer that is a cosignature of this witness, with a newline at its end. Those of others are
     * passed over.
     *
     * @param signed the text of the checkpoint, with the newline at its end
     */
    Optional<String> cosignature(String answer, String signed) {
        String prefix = Checkpoint.SIGNATURE + name + " ";
        return answer.lines()
                .filter(line -> line.startsWith(prefix) && isCosignature(line.substring(prefix.length()), signed))
                .findFirst()
                .map(line -> line + "\n");
    }

    private boolean isCosignature(String base64, String signed) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(base64));
            if (bytes.remaining() != LogKey.ID_BYTES + Long.BYTES + SIGNATURE_BYTES) {
                return false;
            }
            byte[] from = new byte[LogKey.ID_BYTES];
            bytes.get(from);
            long timestamp = bytes.getLong();
            byte[] signature = new byte[SIGNATURE_BYTES];
            bytes.get(signature);
            return Arrays.equals(from, id) && timestamp > 0 && hasSigned(timestamp, signed, signature);
        } catch (IllegalArgumentException noBase64) {
            return false;
        }
    }

    private boolean hasSigned(long timestamp, String signed, byte[] signature) {
        try {
            Signature verifying = Signature.getInstance("Ed25519");
            verifying.initVerify(key);
            verifying.update(("cosignature/v1\ntime " + timestamp + "\n" + signed).getBytes(UTF_8));
            return verifying.verify(signature);
        } catch (GeneralSecurityException malformed) {
            return false;
        }
    }
}
