package io.chatledger.command.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AbsencesTest {

    private static final String COPY = "1234567890-1@host";
    private static final Instant THEN = Instant.parse("2026-11-28T00:00:00Z");
    private static final Map<String, Instant> ABSENT = Map.of(COPY, THEN);

    private final Absences absences = new Absences(3);

    @Test
    void whoIsAbsentInThreeLooksInARowIsGone() {
        assertThat(absences.look(ABSENT)).isEmpty();
        assertThat(absences.look(ABSENT)).isEmpty();
        assertThat(absences.look(ABSENT)).containsExactly(COPY);
    }

    @Test
    void aSignOfLifeBeginsTheCountAnew() {
        absences.look(ABSENT);
        absences.look(ABSENT);

        Map<String, Instant> seen = Map.of(COPY, THEN.plusSeconds(1));
        assertThat(absences.look(seen)).isEmpty();
        assertThat(absences.look(seen)).isEmpty();
        assertThat(absences.look(seen)).containsExactly(COPY);
    }

    @Test
    void soDoesAConnection() {
        absences.look(ABSENT);
        absences.look(ABSENT);
        absences.look(Map.of());

        assertThat(absences.look(ABSENT)).isEmpty();
    }

    @Test
    void whoCouldNotLookBeginsAnewToo() {
        absences.look(ABSENT);
        absences.look(ABSENT);
        absences.forget();

        assertThat(absences.look(ABSENT)).isEmpty();
        assertThat(absences.look(ABSENT)).isEmpty();
        assertThat(absences.look(ABSENT)).containsExactly(COPY);
    }
}
