package io.chatledger.standalone.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ProofsTest {

    /**
     * The test data of transparency-dev/merkle (Apache-2.0) as one JSON object a line, beside the project and not a
     * part of it; the tests below have the same cases for small trees.
     */
    private static final Path VECTORS = Path.of(
            System.getProperty("chatledger.merkle-vectors", "../../shared/ledger/vectors"));

    @ParameterizedTest
    @ValueSource(strings = {"inclusion", "consistency"})
    void theVectorsOfOthersAreDecidedAsTheySay(String kind) throws IOException {
        Path file = VECTORS.resolve(kind + ".ndjson");
        assumeTrue(Files.exists(file), () -> "SKIPPED: the vectors of transparency-dev/merkle are not at " + file);

        List<JsonNode> vectors =
                Files.readAllLines(file).stream().<JsonNode>map(JsonMapper.shared()::readTree).toList();

        assertThat(vectors).hasSize(98).allSatisfy(vector -> {
            boolean holds = kind.equals("inclusion") ? includes(vector) : isConsistent(vector);
            assertThat(holds).as(vector.get("name").asString()).isEqualTo(!vector.get("wantErr").asBoolean());
        });
    }

    @Test
    void everyProofOfASmallTreeHoldsAndNoneThatWasTouchedDoes() {
        for (int size = 1; size <= 20; size++) {
            List<byte[]> leaves = leaves(size);
            byte[] root = SmallTree.root(leaves);
            for (int index = 0; index < size; index++) {
                List<byte[]> proof = SmallTree.path(index, leaves);
                byte[] leaf = leaves.get(index);
                assertThat(Proofs.includes(leaf, index, size, proof, root)).isTrue();
                int at = index;
                int of = size;
                assertThat(touched(proof)).noneMatch(other -> Proofs.includes(leaf, at, of, other, root));
                assertThat(Proofs.includes(leaf, index + 1, size, proof, root)).isFalse();
                // Where the way up is the same, the number of leaves beside it does not matter.
                assertThat(Proofs.includes(leaf, index, index, proof, root)).isFalse();
                assertThat(Proofs.includes(leaves.get((index + 1) % size), index, size, proof, root))
                        .isEqualTo(size == 1);
            }
            for (int from = 1; from <= size; from++) {
                List<byte[]> proof = SmallTree.proof(from, leaves);
                byte[] old = SmallTree.root(leaves.subList(0, from));
                assertThat(Proofs.isConsistent(from, size, old, root, proof)).isTrue();
                int begin = from;
                int of = size;
                assertThat(touched(proof)).noneMatch(other -> Proofs.isConsistent(begin, of, old, root, other));
                assertThat(Proofs.isConsistent(from, size, root, old, proof)).isEqualTo(from == size);
            }
        }
    }

    @Test
    void aRootThatWasAddedUpLeafByLeafIsTheOneThatIsDefined() {
        var tree = new TreeHash();
        List<byte[]> leaves = leaves(300);
        assertThat(tree.root()).isEqualTo(TreeHash.sha256().digest());
        for (int size = 1; size <= leaves.size(); size++) {
            tree.add(leaves.get(size - 1));
            assertThat(tree.root()).isEqualTo(SmallTree.root(leaves.subList(0, size)));
        }
    }

    /** With a byte changed, a hash left out, one added before or after. */
    private static Stream<List<byte[]>> touched(List<byte[]> proof) {
        List<List<byte[]>> touched = new ArrayList<>();
        for (int i = 0; i < proof.size(); i++) {
            for (int bit = 0; bit < TreeHash.BYTES; bit++) {
                List<byte[]> other = new ArrayList<>(proof);
                byte[] hash = proof.get(i).clone();
                hash[bit] ^= 1;
                other.set(i, hash);
                touched.add(other);
            }
            List<byte[]> shorter = new ArrayList<>(proof);
            shorter.remove(i);
            touched.add(shorter);
        }
        for (int i : new int[] {0, proof.size()}) {
            List<byte[]> longer = new ArrayList<>(proof);
            longer.add(i, new byte[TreeHash.BYTES]);
            touched.add(longer);
        }
        return touched.stream();
    }

    private static boolean includes(JsonNode vector) {
        return Proofs.includes(
                bytes(vector.get("leafHash")),
                vector.get("leafIdx").bigIntegerValue().longValue(),
                vector.get("treeSize").bigIntegerValue().longValue(),
                proof(vector),
                bytes(vector.get("root")));
    }

    private static boolean isConsistent(JsonNode vector) {
        return Proofs.isConsistent(
                vector.get("size1").bigIntegerValue().longValue(),
                vector.get("size2").bigIntegerValue().longValue(),
                bytes(vector.get("root1")),
                bytes(vector.get("root2")),
                proof(vector));
    }

    private static List<byte[]> proof(JsonNode vector) {
        return vector.get("proof").valueStream().map(ProofsTest::bytes).toList();
    }

    private static byte[] bytes(JsonNode base64) {
        return Base64.getDecoder().decode(base64.asString(""));
    }

    private static List<byte[]> leaves(int count) {
        return IntStream.range(0, count).mapToObj(i -> TreeHash.ofLeaf(Integer.toString(i).getBytes(UTF_8))).toList();
    }
}
