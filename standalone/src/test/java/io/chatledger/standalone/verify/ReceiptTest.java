package io.chatledger.standalone.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReceiptTest {

    private static final Base64.Encoder BASE64 = Base64.getEncoder();
    private static final String LEAF = "{\"v\":\"1\"}";

    private final TestKey signer = TestKey.make();
    private final VerifierKey key = signer.verifier();

    @Test
    void aReceiptIsRefusedWhicheverOfItsBytesIsChanged() {
        byte[] receipt = receipt(5, 11).getBytes(UTF_8);

        assertThat(Receipt.verified(receipt, key)).contains(new Receipt(TestKey.ORIGIN, LEAF, 6));
        for (int i = 0; i < receipt.length; i++) {
            for (int bit : new int[] {1, 32, 128}) {
                byte[] other = receipt.clone();
                other[i] ^= (byte) bit;
                assertThat(Receipt.verified(other, key)).as("byte %d: %s", i, new String(other, UTF_8)).isEmpty();
            }
            assertThat(Receipt.verified(Arrays.copyOf(receipt, i), key)).isEmpty();
        }
    }

    @Test
    void signaturesOfStrangersArePassedOver() {
        String witnessed = receipt(0, 3) + "\u2014 witness.example " + BASE64.encodeToString(new byte[76]) + "\n";

        assertThat(Receipt.verified(witnessed.getBytes(UTF_8), key)).isPresent();
    }

    @Test
    void anotherKeyOrAnotherNameHasNotSignedIt() {
        byte[] receipt = receipt(0, 1).getBytes(UTF_8);

        assertThat(Receipt.verified(receipt, TestKey.make().verifier())).isEmpty();
        assertThat(Receipt.verified(receipt, new VerifierKey(
                "other/chatledger", signer.id(), signer.pair().getPublic(), ""))).isEmpty();
    }

    /** The key of the documentation of Go's golang.org/x/mod/sumdb/note. */
    @Test
    void aKeyIsReadAsOthersWriteItAndNotIfItsIdIsAnother() {
        assertThat(VerifierKey.parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW").origin())
                .isEqualTo("PeterNeumann");
        for (String wrong : List.of(
                "", "x", "x+y", "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                "PeterNeumann+c74f20a3+AhPc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "a+b+c")) {
            assertThatThrownBy(() -> VerifierKey.parse(wrong)).isInstanceOf(CannotVerify.class);
        }
    }

    private String receipt(int index, int size) {
        List<byte[]> leaves = IntStream.range(0, size)
                .mapToObj(i -> TreeHash.ofLeaf((i == index ? LEAF : "another " + i).getBytes(UTF_8))).toList();
        var proof = new StringBuilder("c2sp.org/tlog-proof@v1\nextra " + BASE64.encodeToString(LEAF.getBytes(UTF_8))
                + "\nindex " + index + "\n");
        SmallTree.path(index, leaves).forEach(hash -> proof.append(BASE64.encodeToString(hash)).append('\n'));
        return proof + "\n" + TestKey.note(size, SmallTree.root(leaves), signer);
    }
}
