package io.chatledger.query.projection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProjectionStatusTest {

    @ParameterizedTest
    @CsvSource({"0,0,100", "0,3,0", "1,3,33", "2,3,66", "3,3,100", "999999,1000000,99", "5,3,100",
        "9223372036854775806,9223372036854775807,99", "4611686018427387904,9223372036854775807,50"})
    void onlyWhatIsDoneIsDoneByAHundredPercent(long position, long head, int percent) {
        assertThat(ProjectionStatus.of("a", position, head, false, null, Instant.EPOCH).progressPercent())
                .isEqualTo(percent);
    }

    @Test
    void aRebuildThatDoesNotGetOnIsFailing() {
        var error = new ProjectionStatus.Error(Trouble.UNEXPECTED, 3);

        assertThat(ProjectionStatus.of("a", 2, 9, true, error, Instant.EPOCH).state())
                .isEqualTo(ProjectionStatus.State.failing);
        assertThat(ProjectionStatus.of("a", 2, 9, true, null, Instant.EPOCH).state())
                .isEqualTo(ProjectionStatus.State.rebuilding);
        assertThat(ProjectionStatus.of("a", 2, 9, false, null, Instant.EPOCH).state())
                .isEqualTo(ProjectionStatus.State.following);
    }
}
