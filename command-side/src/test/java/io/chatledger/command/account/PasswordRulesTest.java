package io.chatledger.command.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatledger.api.InvalidValue;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordRulesTest {

    private static final String HORSE = "\uD83D\uDC0E";

    private final PasswordRules rules = new PasswordRules(
            new PasswordSettings(8, 128, 1, 1, Duration.ofSeconds(5)));

    @Test
    void asvs621And629EightCharactersAreEnoughAndSevenAreNot() {
        accepted("x7-k9 qz");
        refused("x7-k9 q");
    }

    @Test
    void anOperatorMayAcceptSevenAndThenSixAreNotEnough() {
        var relaxed = new PasswordRules(new PasswordSettings(7, 128, 1, 1, Duration.ofSeconds(5)));

        assertThat(relaxed.choose("password", "x7-k9 q")).isEqualTo(new Password("x7-k9 q"));
        assertThatThrownBy(() -> relaxed.choose("password", "x7-k9 "))
                .isInstanceOf(InvalidValue.class).hasMessage("must be 7 to 128 characters");
    }

    @Test
    void asvs629AHundredAndTwentyEightCharactersAreFineAndOneMoreIsNot() {
        accepted("long".repeat(32));
        refused("long".repeat(32) + "x");
    }

    @Test
    void charactersAreWhatPeopleTypeNotHowTheyAreStored() {
        accepted(HORSE.repeat(8));
        refused(HORSE.repeat(7));
        accepted(HORSE.repeat(128));
    }

    @ParameterizedTest
    @ValueSource(strings = {"password", "PassWord", "123456789", "password123", "qwertyuiop", "ｐａｓｓｗｏｒｄ"})
    void asvs624TheMostCommonOnesAreRefusedHoweverTheyAreWritten(String common) {
        refused(common);
    }

    @ParameterizedTest
    @ValueSource(strings =
            {"correct horse", "        x", "пароль-лошадь", "\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007"})
    void asvs625AnyCharactersWillDo(String typed) {
        accepted(typed);
    }

    @Test
    void theSameCharactersAreTheSamePasswordWhateverTheKeyboardSends() {
        assertThat(rules.choose("password", "Zo\u00eb and co")).isEqualTo(rules.choose("password", "Zoe\u0308 and co"));
    }

    private void accepted(String typed) {
        assertThat(rules.choose("password", typed)).isEqualTo(new Password(typed));
    }

    private void refused(String typed) {
        assertThatThrownBy(() -> rules.choose("new_password", typed))
                .isInstanceOfSatisfying(
                        InvalidValue.class, invalid -> assertThat(invalid.field()).isEqualTo("new_password"));
    }
}
