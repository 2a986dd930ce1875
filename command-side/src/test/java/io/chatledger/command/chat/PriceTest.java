package io.chatledger.command.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatledger.api.TokenAmount;
import io.chatledger.api.Usage;
import io.chatledger.command.chat.Price.ByUse.Rates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceTest {

    private static final TokenAmount ENOUGH = new TokenAmount(1_000_000);
    private static final Price BY_KIND =
            new Price.ByUse(new Rates(1000, 100, 3000, 2000, 4000, 8000), new TokenAmount(5));

    @ParameterizedTest
    @CsvSource({
        "70, 0, 50, 0, 0, 0, 25", // 20 at 1, 50 at 0.1
        "70, 0, 50, 20, 0, 0, 65", // 50 at 0.1, 20 at 3
        "70, 0, 50, 50, 0, 0, 65", // no more of sound than are left
        "0, 9, 0, 0, 4, 0, 26", // 5 at 2, 4 at 4
        "0, 9, 0, 0, 4, 3, 44", // 2 at 2, 4 at 4, 3 at 8
        "0, 9, 0, 0, 99, 99, 36", // no more of any kind than there are
        "1, 0, 0, 0, 0, 0, 5", // the minimum
    })
    void eachKindOfTokensHasItsRate(
            long prompt, long completion, long cached, long heard, long reasoned, long spoken, long charged) {
        var usage = new Usage(prompt, completion, false, new Usage.Details(cached, heard, reasoned, spoken));

        assertThat(BY_KIND.of(usage, 1, ENOUGH)).isEqualTo(new TokenAmount(charged));
    }

    @Test
    void theHoldCoversTheDearestKindAndNoClaimIsChargedAboveIt() {
        TokenAmount held = BY_KIND.worstCase(10, 20, 30, 2);

        assertThat(held).isEqualTo(new TokenAmount(10 + 20 * 3 + 2 * 30 * 8));
        assertThat(BY_KIND.of(new Usage(0, 61, false, new Usage.Details(0, 0, 0, 61)), 2, held))
                .isEqualTo(new TokenAmount(488));
        assertThat(BY_KIND.of(new Usage(Long.MAX_VALUE, Long.MAX_VALUE, false), 2, held)).isEqualTo(held);
    }

    @Test
    void whatIsKnownOfNobodysUseIsTheHold() {
        assertThat(BY_KIND.of(null, 1, new TokenAmount(77))).isEqualTo(new TokenAmount(77));
    }

    @Test
    void aFlatPriceIsPaidForEachAnswer() {
        var flat = new Price.Flat(new TokenAmount(100));

        assertThat(flat.worstCase(1, 1, 1, 3)).isEqualTo(new TokenAmount(300));
        assertThat(flat.of(null, 2, new TokenAmount(300))).isEqualTo(new TokenAmount(200));
    }

    @Test
    void onlyRatesThatDifferAreTold() {
        assertThat(BY_KIND).hasToString("1000 for 1000 prompt tokens (100 for cached ones, 3000 for audio ones),"
                + " 2000 for 1000 completion tokens (4000 for reasoning ones, 8000 for audio ones), at least 5");
        assertThat(new Price.ByUse(3, 15, new TokenAmount(1)))
                .hasToString("3 for 1000 prompt tokens, 15 for 1000 completion tokens, at least 1");
    }

    @Test
    void noRateIsBelowNothingAndCachedTokensCostNoMoreThanOthers() {
        assertThatThrownBy(() -> new Rates(1, 2, 1, 1, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Rates(1, 1, 1, 1, -1, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
