package io.chatledger.standalone.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Proof that an event is in a log (C2SP tlog-proof), with the event.
 *
 * @param origin the name of the log
 * @param leaf a JSON object
 */
record Receipt(String origin, String leaf, long position) {

    private static final Pattern PROOF = Pattern.compile("""
            c2sp\\.org/tlog-proof@v1
            extra ([A-Za-z0-9+/=]+)
            index (0|[1-9]\\d{0,17})
            ((?:[A-Za-z0-9+/=]{44}
            )*)
            (.*)""", Pattern.DOTALL);

    /** Nothing if a byte of it is wrong. */
    static Optional<Receipt> verified(byte[] file, VerifierKey key) {
        String text = new String(file, UTF_8);
        Matcher parts = PROOF.matcher(text);
        if (!parts.matches() || !Arrays.equals(text.getBytes(UTF_8), file)) {
            return Optional.empty();
        }
        try {
            byte[] leaf = SignedCheckpoint.strict(parts.group(1));
            long index = Long.parseLong(parts.group(2));
            List<byte[]> proof = parts.group(3).lines().map(SignedCheckpoint::strict).toList();
            return SignedCheckpoint.verified(parts.group(4), key)
                    .filter(checkpoint -> Proofs.includes(
                            TreeHash.ofLeaf(leaf), index, checkpoint.size(), proof, checkpoint.root()))
                    .map(_ -> new Receipt(key.origin(), new String(leaf, UTF_8), index + 1));
        } catch (IllegalArgumentException noBase64) {
            return Optional.empty();
        }
    }
}
