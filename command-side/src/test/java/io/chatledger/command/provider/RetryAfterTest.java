package io.chatledger.command.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final Duration LONGEST = Duration.ofMinutes(10);

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "0                             | 1",
        "1                             | 1",
        "2                             | 2",
        " 30                           | 30",
        "599                           | 599",
        "600                           | 600",
        "601                           | 600",
        "999999999                     | 600",
        "Sat, 31 Jan 2026 12:00:02 GMT | 2",
        "Sat, 31 Jan 2026 12:00:01 GMT | 1",
        "Sat, 31 Jan 2026 12:00:00 GMT | 1",
        "Fri, 30 Jan 2026 12:00:00 GMT | 1",
        "Sat, 31 Jan 2026 12:10:00 GMT | 600",
        "Sat, 31 Jan 2026 12:10:01 GMT | 600",
        "Fri, 31 Dec 9999 23:59:59 GMT | 600",
    })
    void secondsAndDatesAreUnderstoodButNeverLessThanASecondNorMoreThanTheLongestRest(String value, long seconds) {
        assertThat(RetryAfter.parse(value, NOW, LONGEST)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "1.5", "1000000000", "٣", "2026-01-31T12:00:02Z"})
    void whatIsNeitherIsNoValue(String value) {
        assertThat(RetryAfter.parse(value, NOW, LONGEST)).isNull();
    }
}
