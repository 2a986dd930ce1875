package io.chatledger.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {

    @ParameterizedTest
    @ValueSource(strings =
            {"abc", "a.b_c-d@e+f", "ABC", "123", "x2345678901234567890123456789012345678901234567890123456789012_4"})
    void usernamesThatCanBe(String name) {
        assertThat(new Username(name)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ab", "a b", "ab\n", "abc\u0000", "naïve", "a/b",
            "x23456789012345678901234567890123456789012345678901234567890123_5"})
    void usernamesThatCannotBe(String name) {
        assertThatThrownBy(() -> new Username(name))
                .isInstanceOfSatisfying(InvalidValue.class, e -> assertThat(e.field()).isEqualTo("username"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "@b", "a@", "a@b@c", "a b@c", "a@b\n"})
    void emailAddressesThatCannotBe(String address) {
        assertThatThrownBy(() -> new EmailAddress(address)).isInstanceOf(InvalidValue.class);
    }

    @Test
    void anEmailAddressHasAtMost254Characters() {
        assertThat(new EmailAddress("a@" + "b".repeat(252)).value()).hasSize(254);
        assertThatThrownBy(() -> new EmailAddress("a@" + "b".repeat(253))).isInstanceOf(InvalidValue.class);
    }

    @Test
    void aMessageHasOneTo32000Characters() {
        String face = "\uD83D\uDE00"; // one character, two chars
        assertThat(new MessageText(face.repeat(32_000)).value()).startsWith(face);
        assertThatThrownBy(() -> new MessageText(face.repeat(32_001))).isInstanceOf(InvalidValue.class);
        assertThatThrownBy(() -> new MessageText(" \n")).isInstanceOf(InvalidValue.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00a0", "\u200b", "\u2003\u3000 \t", "\ufeff", "\u2060\u00ad", "\u0085\u001b", "\u202e"})
    void aMessageOfWhichNothingCanBeSeenIsBlank(String text) {
        assertThatThrownBy(() -> new MessageText(text))
                .isInstanceOfSatisfying(InvalidValue.class, e -> assertThat(e.field()).isEqualTo("message"));
        assertThat(new MessageText(text + "." + text).value()).isEqualTo(text + "." + text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "\uD83D alone", "alone \uDE00"})
    void whatTheDatabaseCannotStoreIsNoMessage(String text) {
        assertThatThrownBy(() -> new MessageText(text)).isInstanceOf(InvalidValue.class);
    }

    @Test
    void aReasonIsOneLineOfAtMost200Characters() {
        assertThat(new Reason("x".repeat(200)).value()).hasSize(200);
        assertThatThrownBy(() -> new Reason("x".repeat(201))).isInstanceOf(InvalidValue.class);
        assertThatThrownBy(() -> new Reason("two\nlines")).isInstanceOf(InvalidValue.class);
        assertThatThrownBy(() -> new Reason(" ")).isInstanceOf(InvalidValue.class);
    }

    @Test
    void anAmountIsNeverNegativeAndNeverClamped() {
        assertThat(new TokenAmount(5).minus(new TokenAmount(5)).isZero()).isTrue();
        assertThatThrownBy(() -> new TokenAmount(-1)).isInstanceOf(InvalidValue.class);
        assertThatThrownBy(() -> new TokenAmount(5).minus(new TokenAmount(6))).isInstanceOf(InvalidValue.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "1-1-1-1-1", "00000000-0000-0000-0000-00000000000g", "00000000000000000000000000000000"})
    void onlyCanonicalUuidsAreIds(String text) {
        assertThatThrownBy(() -> AccountId.parse(text)).isInstanceOf(InvalidValue.class);
    }

    @Test
    void anActorIsAnAccountTheSystemOrTheCommandLine() {
        AccountId account = AccountId.parse("00000000-0000-0000-0000-00000000000a");
        assertThat(Actor.parse(account.toString())).isEqualTo(Actor.of(account));
        assertThat(Actor.parse("system")).isEqualTo(Actor.SYSTEM);
        assertThat(Actor.parse("command-line")).isEqualTo(Actor.COMMAND_LINE);
        assertThatThrownBy(() -> Actor.parse("ada"))
                .isInstanceOfSatisfying(InvalidValue.class, e -> assertThat(e.field()).isEqualTo("actor"));
    }
}
