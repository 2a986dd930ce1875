package io.chatledger.query.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.query.projection.ProjectionStatus.Rebuild;
import io.chatledger.query.projection.ProjectionStatus.State;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProjectionStatusTest {

    private static final ProjectionStatus.Error ERROR = new ProjectionStatus.Error(Trouble.UNEXPECTED, 3);

    @ParameterizedTest
    @CsvSource({"0,0,100", "0,3,0", "1,3,33", "2,3,66", "3,3,100", "999999,1000000,99", "5,3,100",
        "9223372036854775806,9223372036854775807,99", "4611686018427387904,9223372036854775807,50"})
    void onlyWhatIsDoneIsDoneByAHundredPercent(long position, long head, int percent) {
        assertThat(status(position, head, null, null).progressPercent()).isEqualTo(percent);
    }

    @Test
    void aRebuildThatDoesNotGetOnIsFailing() {
        assertThat(status(2, 9, rebuild(false, 1), ERROR).state()).isEqualTo(State.failing);
        assertThat(status(2, 9, rebuild(false, 1), null).state()).isEqualTo(State.rebuilding);
        assertThat(status(2, 9, rebuild(true, 1), null).state()).isEqualTo(State.paused);
        assertThat(status(2, 9, null, null).state()).isEqualTo(State.following);
    }

    @Test
    void howLongItWillTakeComesFromHowFastItHasBeen() {
        ProjectionStatus status = status(1000, 2501, rebuild(false, 4), null);

        assertThat(status.eventsPerSecond()).isEqualTo(250);
        assertThat(status.secondsLeft()).isEqualTo(7);
        assertThat(status(2501, 2501, rebuild(false, 4), null).secondsLeft()).isZero();
    }

    @Test
    void nobodyKnowsHowLongSomethingWillTakeThatHasNotBegunOrIsPaused() {
        assertThat(status(0, 9, rebuild(false, 4), null).secondsLeft()).isNull();
        assertThat(status(4, 9, rebuild(false, 0), null).eventsPerSecond()).isNull();
        assertThat(status(4, 9, rebuild(true, 4), null).secondsLeft()).isNull();
        assertThat(status(4, 9, rebuild(true, 4), null).eventsPerSecond()).isEqualTo(1);
        assertThat(status(4, 9, null, null).eventsPerSecond()).isNull();
    }

    @Test
    void theTimeLeftIsThatOfTheLastMinuteIfThatIsKnown() {
        ProjectionStatus slower = status(1000, 2501, new Rebuild(false, 4, 50.4, 100.0, null), null);
        assertThat(slower.recentRate()).isEqualTo(50);
        assertThat(slower.minuteRate()).isEqualTo(100);
        assertThat(slower.secondsLeft()).isEqualTo(16);

        ProjectionStatus standing = status(1000, 2501, new Rebuild(false, 4, 0.0, 0.0, null), null);
        assertThat(standing.secondsLeft()).isNull();
        assertThat(status(2501, 2501, new Rebuild(false, 4, 0.0, 0.0, null), null).secondsLeft()).isZero();
    }

    private static Rebuild rebuild(boolean paused, double seconds) {
        return new Rebuild(paused, seconds, null, null, null);
    }

    private static ProjectionStatus status(
            long position, long head, @Nullable Rebuild rebuild, ProjectionStatus.@Nullable Error error) {
        return ProjectionStatus.of("a", position, head, 0, rebuild, error, Instant.EPOCH);
    }
}
