package io.chatledger.api;

/** Adds tokens. → {@link TokensGranted}. Refused if the balance would overflow. */
public record GrantTokens(AccountId accountId, TokenAmount amount, Reason reason, Actor actor)
        implements AccountCommand {

    /** @throws InvalidValue if the amount is zero */
    public GrantTokens {
        if (amount.isZero()) {
            throw new InvalidValue("amount", "must not be zero");
        }
    }
}
