package io.chatledger.query.history;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExcerptTest {

    @Test
    void aShortMessageIsItsOwnTitle() {
        assertThat(Excerpt.of("Hello, AI!")).isEqualTo("Hello, AI!");
        assertThat(Excerpt.of("x".repeat(60))).isEqualTo("x".repeat(60));
    }

    @Test
    void aLongerOneIsCutAtAWord() {
        String sixty = "123456789 ".repeat(5) + "1234567890";
        assertThat(sixty).hasSize(60);

        assertThat(Excerpt.of(sixty)).isEqualTo(sixty);
        assertThat(Excerpt.of(sixty + " and more")).isEqualTo(sixty);
        assertThat(Excerpt.of(sixty + "1")).isEqualTo("123456789 ".repeat(5).strip());
    }

    @Test
    void aWordThatIsTooLongByItselfIsCutButNeverACharacter() {
        assertThat(Excerpt.of("x".repeat(61))).isEqualTo("x".repeat(60));
        assertThat(Excerpt.of("🌍".repeat(61))).isEqualTo("🌍".repeat(60));
        assertThat(Excerpt.of("世".repeat(32_000))).isEqualTo("世".repeat(60));
        assertThat(Excerpt.of("See " + "x".repeat(61))).isEqualTo("See");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dear  AI", "\n\tDear\r\nAI\n", "Dear\u00A0AI", "Dear\u2028AI", "Dear\0AI\0",
        "Dear\uD83DAI"})
    void itIsOneLineThatCanBeStored(String message) {
        assertThat(Excerpt.of(message)).isEqualTo("Dear AI");
    }
}
