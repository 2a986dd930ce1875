package io.chatledger.api;

/** Takes tokens that are available. → {@link TokensRevoked}. Refused, never clamped, if there are fewer. */
public record RevokeTokens(AccountId accountId, TokenAmount amount, Reason reason, Actor actor)
        implements AccountCommand {

    /** @throws InvalidValue if the amount is zero */
    public RevokeTokens {
        if (amount.isZero()) {
            throw new InvalidValue("amount", "must not be zero");
        }
    }
}
