package io.chatledger.standalone.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What an auditor is told of a log whose keys and checkpoints change. */
class VerificationTest {

    private final TestKey old = TestKey.make();
    private final TestKey now = TestKey.make();
    private final SmallLog log = new SmallLog();

    /** Kept before, verified when only the new key still signs. */
    @Test
    void aCheckpointFromBeforeARotationIsVerifiedByTheKeyOfItsTime() {
        log.grow(old);
        log.grow(old);
        String kept = log.notes.lastEntry().getValue();
        log.grow(old, now);
        log.grow(now);

        assertThat(verified(kept, now, old).isGood()).isTrue();
        assertThat(verified(kept, now, old).text())
                .containsPattern("ok +nothing changed since the kept checkpoint +from 2 to 4 events");
        Report withTheNewOneAlone = verified(kept, now);
        assertThat(withTheNewOneAlone.text()).containsPattern("[?] +nothing changed since the kept checkpoint +the k");
        assertThat(withTheNewOneAlone.isGood()).isFalse();
        assertThat(withTheNewOneAlone.isWrong()).isFalse();
    }

    @Test
    void onlyTheNewestOfTheKeysSignsWhatIsNew() {
        log.grow(old);
        String kept = log.notes.lastEntry().getValue();
        log.grow(old);

        assertThat(verified(kept, old).isGood()).isTrue();
        for (List<TestKey> keys : List.of(List.of(now, old), List.of(now), List.of(TestKey.make(), old))) {
            assertThat(verified(kept, keys.toArray(TestKey[]::new)).text())
                    .containsPattern("WRONG +signature of the checkpoint +there is no checkpoint that was signed by");
        }
    }

    private Report verified(@Nullable String kept, TestKey... keys) {
        var verification = new Verification(
                log, Arrays.stream(keys).map(TestKey::verifier).toList(), kept,
                new Progress(new PrintWriter(new StringWriter())));
        verification.run();
        return verification.report();
    }
}
