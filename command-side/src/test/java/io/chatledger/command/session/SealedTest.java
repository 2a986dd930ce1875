package io.chatledger.command.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SealedTest {

    @Test
    void onlyTheTokenOpensItAndOnlyAsItIs() {
        Sealed sealed = Sealed.under("a token", "the text");

        assertThat(sealed.open("a token")).isEqualTo("the text");
        assertThatThrownBy(() -> sealed.open("another token")).isInstanceOf(IllegalStateException.class);
        sealed.bytes()[sealed.bytes().length - 1] ^= 1;
        assertThatThrownBy(() -> sealed.open("a token")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void noTwoAreTheSame() {
        assertThat(Sealed.under("a token", "the text").bytes())
                .isNotEqualTo(Sealed.under("a token", "the text").bytes());
    }

    @Test
    void whatAnEarlierVersionHasSealedOpens() {
        var sealed = new Sealed(HexFormat.of().parseHex(
                "000102030405060708090a0bbaf691035ea4a5af27ca0ef061270117e0df082f9a21974c"));

        assertThat(sealed.open("a token")).isEqualTo("the text");
    }
}
