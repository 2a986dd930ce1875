package io.chatledger.command.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TreeTest {

    private final Map<Tile, byte[]> stored = new HashMap<>();

    @Test
    void nothingAndAnEmptyLeafHaveTheHashesThatEverybodyKnows() {
        assertThat(HexFormat.of().formatHex(Merkle.ofNothing()))
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assertThat(HexFormat.of().formatHex(Merkle.leaf(new byte[0])))
                .isEqualTo("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    }

    @Test
    void upToTwentyLeavesEveryRootAndEveryProofIsAsDefined() {
        List<byte[]> leaves = leaves(20);
        for (int size = 1; size <= leaves.size(); size++) {
            grow(leaves, size - 1, size);
            List<byte[]> all = leaves.subList(0, size);
            Tree tree = new Tree(stored::get);
            assertThat(tree.root(size)).as("size %d", size).isEqualTo(Definition.root(all));
            for (int m = 0; m < size; m++) {
                assertThat(tree.inclusion(m, size)).usingElementComparator(Arrays::compare)
                        .as("leaf %d of %d", m, size).containsExactlyElementsOf(Definition.path(m, all));
                assertThat(tree.consistency(m + 1, size)).usingElementComparator(Arrays::compare)
                        .as("%d to %d", m + 1, size).containsExactlyElementsOf(Definition.proof(m + 1, all));
            }
            assertThat(tree.consistency(0, size)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {255, 256, 257, 512, 65536, 65537})
    void atTheBordersOfTilesTooHoweverManyLeavesCameAtATime(int size) {
        List<byte[]> leaves = leaves(size);
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        for (int grown = 0; grown < size; ) {
            int next = Math.min(size, grown + random.nextInt(1, size / 3));
            grow(leaves, grown, next);
            grown = next;
        }

        Tree tree = new Tree(stored::get);

        assertThat(tree.root(size)).isEqualTo(Definition.root(leaves));
        for (int m : new int[] {0, 1, 254, size / 2, size - 1}) {
            assertThat(tree.inclusion(m, size)).usingElementComparator(Arrays::compare)
                    .containsExactlyElementsOf(Definition.path(m, leaves));
            assertThat(tree.consistency(m + 1, size)).usingElementComparator(Arrays::compare)
                    .containsExactlyElementsOf(Definition.proof(m + 1, leaves));
        }
        assertThat(tree.root(size - 200)).as("a tree of before")
                .isEqualTo(Definition.root(leaves.subList(0, size - 200)));
    }

    /** The example of C2SP tlog-tiles, partial tiles. */
    @Test
    void aTreeOfSeventyThousandHasTheTilesThatTheSpecificationCounts() {
        grow(leaves(70_000), 0, 70_000);

        assertThat(stored).hasSize(274 + 2 + 1);
        assertThat(stored.get(new Tile(0, 272))).hasSize(256 * 32);
        assertThat(stored.get(new Tile(0, 273))).hasSize(112 * 32);
        assertThat(stored.get(new Tile(1, 0))).hasSize(256 * 32);
        assertThat(stored.get(new Tile(1, 1))).hasSize(17 * 32);
        assertThat(stored.get(new Tile(2, 0))).hasSize(32);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 000", "5, 005", "999, 999", "1000, x001/000", "1234067, x001/x234/067", "1000000000, x001/x000/x000/000"
    })
    void aNumberIsWrittenInGroupsOfThree(long number, String path) {
        assertThat(Tile.path(number)).isEqualTo(path);
        assertThat(Tile.number(path)).contains(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "5", "0005", "x000/005", "001/002", "x001", "x001/x002", "/005", "005/", "x01/005", "-05", "٠٠٥"
    })
    void andInNoOtherWay(String path) {
        assertThat(Tile.number(path)).isEqualTo(Optional.empty());
    }

    /** As the log's writer does it: what is stored of a tile is only ever added to. */
    private void grow(List<byte[]> leaves, int from, int to) {
        GrowingTree tree = new GrowingTree(from, stored::get);
        leaves.subList(from, to).forEach(tree::add);
        tree.changed((tile, hashes) -> {
            byte[] before = stored.put(tile, hashes);
            if (before != null) {
                assertThat(Arrays.copyOf(hashes, before.length)).isEqualTo(before);
            }
        });
        assertThat(tree.root()).isEqualTo(new Tree(stored::get).root(to));
    }

    private static List<byte[]> leaves(int count) {
        return IntStream.range(0, count).mapToObj(i -> Merkle.leaf(Integer.toString(i).getBytes(UTF_8))).toList();
    }
}
