package io.chatledger.command.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import io.chatledger.command.secret.Sha256;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Signs checkpoints: Ed25519 (RFC 8032), as C2SP signed-note has it.
 *
 * @param jwk with its private part as long as it may sign; its id is the origin
 */
record LogKey(OctetKeyPair jwk) {

    static final int ID_BYTES = 4;

    private static final byte ED25519 = 1;
    /** At the end of what the JDK writes (RFC 8410, section 4). */
    private static final int PUBLIC_KEY_BYTES = 32;

    static LogKey make(String origin) {
        try {
            KeyPair made = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            byte[] encoded = made.getPublic().getEncoded();
            byte[] point = Arrays.copyOfRange(encoded, encoded.length - PUBLIC_KEY_BYTES, encoded.length);
            byte[] secret = ((EdECPrivateKey) made.getPrivate()).getBytes().orElseThrow();
            return new LogKey(new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(point))
                    .d(Base64URL.encode(secret))
                    .keyUse(KeyUse.SIGNATURE)
                    .keyID(origin)
                    .build());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of whose log: the name in signatures. */
    String origin() {
        return jwk.getKeyID();
    }

    /** Until when it signs; null if no other has taken its place. */
    @Nullable Instant until() {
        return jwk.getExpirationTime() == null ? null : jwk.getExpirationTime().toInstant();
    }

    LogKey until(Instant end) {
        return new LogKey(new OctetKeyPair.Builder(jwk).expirationTime(Date.from(end)).build());
    }

    /** Without what it signs with. */
    LogKey retired() {
        return new LogKey(jwk.toPublicJWK());
    }

    /** Four bytes that tell it from other keys of the same origin. */
    byte[] id() {
        MessageDigest digest = Sha256.digest();
        digest.update(origin().getBytes(UTF_8));
        digest.update((byte) '\n');
        return Arrays.copyOf(digest.digest(typed()), ID_BYTES);
    }

    /** What a verifier needs to have: {@code <origin>+<id>+<public key>}. */
    String verifierKey() {
        return origin() + "+" + HexFormat.of().formatHex(id()) + "+" + Base64.getEncoder().encodeToString(typed());
    }

    /** The id, and the signature after it. */
    byte[] sign(byte[] text) {
        try {
            PrivateKey key = KeyFactory.getInstance("Ed25519").generatePrivate(
                    new EdECPrivateKeySpec(NamedParameterSpec.ED25519, jwk.getDecodedD()));
            Signature signing = Signature.getInstance("Ed25519");
            signing.initSign(key);
            signing.update(text);
            byte[] signature = signing.sign();
            return ByteBuffer.allocate(ID_BYTES + signature.length).put(id()).put(signature).array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] typed() {
        return ByteBuffer.allocate(1 + PUBLIC_KEY_BYTES).put(ED25519).put(jwk.getDecodedX()).array();
    }
}
