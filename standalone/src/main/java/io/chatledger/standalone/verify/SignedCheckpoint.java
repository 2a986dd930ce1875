package io.chatledger.standalone.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a log has signed of its tree (C2SP tlog-checkpoint).
 *
 * @param note the whole of it, with the signatures
 */
record SignedCheckpoint(long size, byte[] root, String note) {

    private static final Pattern NOTE =
            Pattern.compile("(([^\n]+)\n(0|[1-9]\\d{0,17})\n([A-Za-z0-9+/=]{44})\n(?:[^\n]+\n)*)\n"
                    + "((?:\u2014 [^\n ]+ [A-Za-z0-9+/=]+\n)+)");

    /** What the signatures of a note say. */
    enum Signed {
        /** One of the keys has signed it, and none is said to have that has not. */
        YES,
        /** A signature is said to be by one of the keys, and is not. */
        WRONGLY,
        /** Only by others. */
        BY_OTHERS
    }

    /** Nothing if it is not of this form, or not signed by this key. Signatures of others are passed over. */
    static Optional<SignedCheckpoint> verified(String note, VerifierKey key) {
        return verified(note, List.of(key));
    }

    /** Nothing if it is not of this form, or not signed by one of these keys. */
    static Optional<SignedCheckpoint> verified(String note, List<VerifierKey> keys) {
        return read(note).filter(checkpoint -> checkpoint.signed(keys) == Signed.YES);
    }

    /** Nothing if it is not of this form. Its signatures are not looked at. */
    static Optional<SignedCheckpoint> read(String note) {
        Matcher parts = NOTE.matcher(note);
        try {
            return parts.matches() && strict(parts.group(4)).length == TreeHash.BYTES
                    ? Optional.of(new SignedCheckpoint(
                            Long.parseLong(parts.group(3)), strict(parts.group(4)), note))
                    : Optional.empty();
        } catch (IllegalArgumentException noBase64) {
            return Optional.empty();
        }
    }

    Signed signed(List<VerifierKey> keys) {
        Matcher parts = NOTE.matcher(note);
        if (!parts.matches()) {
            throw new IllegalStateException("read, and does not match");
        }
        byte[] text = parts.group(1).getBytes(UTF_8);
        String origin = parts.group(2);
        Signed signed = Signed.BY_OTHERS;
        for (String line : parts.group(5).lines().toList()) {
            String[] words = line.split(" ");
            for (VerifierKey key : keys) {
                if (words[1].equals(origin) && key.origin().equals(origin) && key.isNamedBy(words[2])) {
                    if (!key.hasSigned(text, words[2])) {
                        return Signed.WRONGLY;
                    }
                    signed = Signed.YES;
                }
            }
        }
        return signed;
    }

    /** The decoder of the JDK takes what differs in bits that nobody reads; here one text means one thing. */
    static byte[] strict(String base64) {
        byte[] bytes = Base64.getDecoder().decode(base64);
        if (!Base64.getEncoder().encodeToString(bytes).equals(base64)) {
            throw new IllegalArgumentException("not canonical");
        }
        return bytes;
    }
}
