package io.chatledger.standalone.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A log must not have published two trees, not even for a moment. */
class HistoryTest {

    private static final int SIZE = 50;
    private static final int PAGE = 4;

    private final TestKey old = TestKey.make();
    private final TestKey now = TestKey.make();
    private final SmallLog log = new SmallLog();
    private final TreeHash tree = new TreeHash();

    @BeforeEach
    void publishEverySecond() {
        for (int size = 1; size <= SIZE; size++) {
            tree.add(leaf(size));
            if (size % 2 == 0) {
                log.publish(size, tree.root(), size < SIZE / 2 ? old : now);
            }
        }
    }

    @Test
    void allThatWerePublishedAreOfTheOneTree() {
        assertThat(found(now, old)).containsPattern("ok +no published checkpoint contradicts them +25 of them\n");
        assertThat(found(now)).contains("25 of them, 12 signed only by keys that were not given");
    }

    @Test
    void oneOfAnotherTreeIsFound() {
        log.publish(38, TreeHash.ofLeaf(new byte[] {1}), now);

        assertThat(found(now, old)).contains("the checkpoint of 38 events is not of these events");
    }

    @Test
    void oneThatIsListedUnderTheSizeOfAnotherIsFound() {
        log.notes.put(38L, log.notes.get(36L));

        assertThat(found(now, old)).contains("the checkpoint of 38 events is not of these events");
    }

    @Test
    void oneThatIsNotSignedByItsKeyIsFound() {
        log.notes.computeIfPresent(38L, (_, note) -> note.substring(0, note.indexOf('\u2014')) + now.signature("x"));

        assertThat(found(now, old)).contains("the checkpoint of 38 events has a wrong signature");
    }

    @Test
    void theNewestIsAmongThem() {
        log.notes.remove((long) SIZE);

        assertThat(found(now, old)).contains("the newest checkpoint, of 50 events, is not among them");
    }

    private String found(TestKey... keys) {
        var report = new Report();
        var history = new History(log, Stream.of(keys).map(TestKey::verifier).toList(), report, PAGE);
        var again = new TreeHash();
        for (int size = 1; size <= SIZE; size++) {
            again.add(leaf(size));
            history.compare(again);
        }
        history.conclude(SIZE);
        return report.text();
    }

    private static byte[] leaf(int number) {
        return TreeHash.ofLeaf(Integer.toString(number).getBytes(UTF_8));
    }
}
