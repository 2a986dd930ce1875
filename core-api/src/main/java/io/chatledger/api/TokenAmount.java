package io.chatledger.api;

/** A number of tokens, never negative; all arithmetic on it is exact. */
public record TokenAmount(long value) {

    public static final TokenAmount ZERO = new TokenAmount(0);

    /** @throws InvalidValue if negative */
    public TokenAmount {
        if (value < 0) {
            throw new InvalidValue("amount", "must not be negative");
        }
    }

    public boolean isZero() {
        return value == 0;
    }

    /** @throws ArithmeticException if that is more than can be counted */
    public TokenAmount times(int factor) {
        return new TokenAmount(Math.multiplyExact(value, factor));
    }

    /** @throws InvalidValue if the other is larger */
    public TokenAmount minus(TokenAmount other) {
        return new TokenAmount(Math.subtractExact(value, other.value));
    }
}
