package io.chatledger.standalone.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.standalone.verify.SignedCheckpoint.Signed;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class SignedCheckpointTest {

    private final TestKey old = TestKey.make();
    private final TestKey now = TestKey.make();
    private final byte[] root = TreeHash.ofLeaf(new byte[0]);

    @Test
    void eachOfTheKeysThatSignedItVerifiesItAndAnyOfSeveral() {
        String note = TestKey.note(7, root, old, now);

        for (TestKey key : List.of(old, now)) {
            assertThat(SignedCheckpoint.verified(note, key.verifier())).isPresent();
        }
        List<VerifierKey> both = List.of(now.verifier(), old.verifier());
        for (String one : List.of(note, TestKey.note(7, root, old), TestKey.note(7, root, now))) {
            assertThat(SignedCheckpoint.verified(one, both)).isPresent();
        }
        assertThat(SignedCheckpoint.verified(TestKey.note(7, root, TestKey.make()), both)).isEmpty();
    }

    /** C2SP signed-note: if a signature of a known key does not verify, the note is refused. */
    @Test
    void oneWrongSignatureOfAKnownKeyRefusesItWhateverElseIsSigned() {
        String good = TestKey.note(7, root, now);
        String wrong = now.signature("something else");
        for (String note : List.of(good + wrong, good.replace("\n\n", "\n\n" + wrong))) {
            assertThat(SignedCheckpoint.read(note).orElseThrow().signed(List.of(now.verifier())))
                    .isEqualTo(Signed.WRONGLY);
            assertThat(SignedCheckpoint.verified(note, now.verifier())).isEmpty();
            assertThat(SignedCheckpoint.verified(note, List.of(old.verifier(), now.verifier()))).isEmpty();
        }
        assertThat(SignedCheckpoint.verified(good + old.signature("something else"), now.verifier()))
                .as("a key that is not known").isPresent();
        byte[] shortened = new byte[20];
        System.arraycopy(now.id(), 0, shortened, 0, 4);
        String line = "\u2014 " + TestKey.ORIGIN + " " + Base64.getEncoder().encodeToString(shortened) + "\n";
        assertThat(SignedCheckpoint.verified(good + line, now.verifier())).isEmpty();
    }
}
