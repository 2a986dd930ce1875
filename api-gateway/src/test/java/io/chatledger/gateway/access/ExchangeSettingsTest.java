package io.chatledger.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatledger.settings.WrongSetting;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExchangeSettingsTest {

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT1M", "PT1H"})
    void aCredentialIsNotRememberedForAMinuteOrMoreWhateverTheOperatorSays(Duration rememberedFor) {
        assertThatThrownBy(() -> settings(rememberedFor))
                .isInstanceOf(WrongSetting.class)
                .hasMessage("chatledger.gateway.exchange-remembered-for is %dms; "
                        .formatted(rememberedFor.toMillis())
                        + "allowed is a duration above zero and below 1m, such as 45s.");
    }

    @ParameterizedTest
    @CsvSource({"44, 44", "45, 45", "46, 45", "120, 45", "0, 0"})
    void itIsRememberedAsLongAsItsAccessTokenLivesAndNoLongerThanSet(long leftSeconds, long rememberedSeconds) {
        assertThat(settings(Duration.ofSeconds(45)).rememberedFor(Duration.ofSeconds(leftSeconds)))
                .isEqualTo(Duration.ofSeconds(rememberedSeconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0.001S", "PT59.999S"})
    void justInsideIsFine(Duration rememberedFor) {
        assertThat(settings(rememberedFor).rememberedFor(Duration.ofHours(1))).isEqualTo(rememberedFor);
    }

    private static ExchangeSettings settings(Duration rememberedFor) {
        return new ExchangeSettings(URI.create("http://localhost"), Duration.ofSeconds(1), 10, rememberedFor);
    }
}
