package io.chatledger.api;

/**
 * What the token events of one account add up to. This is the one definition of what each event means for a balance:
 * the aggregate decides by it, the read models and the auditor's replay fold by it.
 *
 * @param balance granted − revoked − debited, in tokens
 * @param held    reserved for messages that are still being answered, in tokens, a part of the balance
 */
public record Balance(long balance, long held) {

    public static final Balance ZERO = new Balance(0, 0);

    /**
     * @throws ArithmeticException if the amounts cannot be: no sequence of events that was ever accepted leads there
     */
    public Balance {
        if (held < 0 || balance < held) {
            throw new ArithmeticException("impossible balance " + balance + " with " + held + " held");
        }
    }

    /** What can still be spent, in tokens. */
    public long available() {
        return balance - held;
    }

    /** @throws ArithmeticException on overflow */
    public Balance after(TokenEvent event) {
        return switch (event) {
            case TokensGranted granted -> new Balance(Math.addExact(balance, granted.amount()), held);
            case TokensRevoked revoked -> new Balance(Math.subtractExact(balance, revoked.amount()), held);
            case TokensHeld hold -> new Balance(balance, Math.addExact(held, hold.amount()));
            case TokensDebited debit -> new Balance(
                    Math.subtractExact(balance, debit.amount()),
                    Math.subtractExact(held, Math.addExact(debit.amount(), debit.released())));
            case HoldReleased release -> new Balance(balance, Math.subtractExact(held, release.amount()));
        };
    }
}
