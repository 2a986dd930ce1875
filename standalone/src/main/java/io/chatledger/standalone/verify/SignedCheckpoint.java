package io.chatledger.standalone.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a log has signed of its tree (C2SP tlog-checkpoint). */
record SignedCheckpoint(long size, byte[] root, String note) {

    private static final Pattern NOTE =
            Pattern.compile("(([^\n]+)\n(0|[1-9]\\d{0,17})\n([A-Za-z0-9+/=]{44})\n(?:[^\n]+\n)*)\n"
                    + "((?:\u2014 [^\n ]+ [A-Za-z0-9+/=]+\n)+)");

    /** Nothing if it is not of this form, or not signed by this key. Signatures of others are passed over. */
    static Optional<SignedCheckpoint> verified(String note, VerifierKey key) {
        Matcher parts = NOTE.matcher(note);
        if (!parts.matches() || !parts.group(2).equals(key.origin())) {
            return Optional.empty();
        }
        byte[] text = parts.group(1).getBytes(UTF_8);
        List<String> signatures = parts.group(5).lines().toList();
        try {
            boolean signed = signatures.stream()
                    .map(line -> line.split(" "))
                    .filter(line -> line[1].equals(key.origin()))
                    .anyMatch(line -> key.hasSigned(text, strict(line[2])));
            byte[] root = strict(parts.group(4));
            return signed && root.length == TreeHash.BYTES
                    ? Optional.of(new SignedCheckpoint(Long.parseLong(parts.group(3)), root, note))
                    : Optional.empty();
        } catch (IllegalArgumentException noBase64) {
            return Optional.empty();
        }
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
