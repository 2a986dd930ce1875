package io.chatledger.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BalanceTest {

    private static final String A = "account";
    private static final String M = "message";

    @Test
    void aHoldReservesAndASettlementSpends() {
        Balance held = Balance.ZERO.after(new TokensGranted(A, 4000, "welcome", "system"))
                .after(new TokensHeld(A, M, 100, "100 a message"));
        assertThat(held).isEqualTo(new Balance(4000, 100));
        assertThat(held.available()).isEqualTo(3900);

        assertThat(held.after(new TokensDebited(A, M, 100, 0, null))).isEqualTo(new Balance(3900, 0));
        assertThat(held.after(new TokensDebited(A, M, 60, 40, null))).isEqualTo(new Balance(3940, 0));
        assertThat(held.after(new HoldReleased(A, M, 100, "FAILED"))).isEqualTo(new Balance(4000, 0));
    }

    @Test
    void revokedTokensAreGone() {
        assertThat(new Balance(50, 0).after(new TokensRevoked(A, 50, "r", "system"))).isEqualTo(Balance.ZERO);
    }

    @Test
    void whatCannotBeIsNoBalance() {
        assertThatThrownBy(() -> new Balance(50, 0).after(new TokensRevoked(A, 51, "r", "system")))
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> new Balance(50, 10).after(new TokensRevoked(A, 41, "r", "system")))
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> new Balance(50, 10).after(new HoldReleased(A, M, 11, "FAILED")))
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> new Balance(Long.MAX_VALUE, 0).after(new TokensGranted(A, 1, "r", "system")))
                .isInstanceOf(ArithmeticException.class);
    }
}
