package io.chatledger.query.balance;

import io.chatledger.api.Balance;
import io.chatledger.api.HoldReleased;
import io.chatledger.api.TokenEvent;
import io.chatledger.api.TokensDebited;
import io.chatledger.api.TokensGranted;
import io.chatledger.api.TokensHeld;
import io.chatledger.api.TokensRevoked;
import java.math.BigInteger;
import java.util.UUID;

/**
 * What an account has, and where it came from and went. All in tokens.
 *
 * @param balance granted − revoked − debited
 * @param held    of the balance, reserved for messages that are being answered
 * @param granted in its whole life, like {@code revoked} and {@code debited}: a balance that is possible says nothing
 *                about how large these are
 */
record AccountBalance(
        UUID accountId, long balance, long held, BigInteger granted, BigInteger revoked, BigInteger debited) {

    static AccountBalance none(UUID accountId) {
        return new AccountBalance(accountId, 0, 0, BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO);
    }

    long available() {
        return balance - held;
    }

    /** @throws ArithmeticException if that cannot be */
    AccountBalance after(TokenEvent event) {
        Balance next = new Balance(balance, held).after(event);
        BigInteger amount = BigInteger.valueOf(event.amount());
        return switch (event) {
            case TokensGranted _ -> with(next, granted.add(amount), revoked, debited);
            case TokensRevoked _ -> with(next, granted, revoked.add(amount), debited);
            case TokensDebited _ -> with(next, granted, revoked, debited.add(amount));
            case TokensHeld _, HoldReleased _ -> with(next, granted, revoked, debited);
        };
    }

    private AccountBalance with(Balance next, BigInteger nowGranted, BigInteger nowRevoked, BigInteger nowDebited) {
        return new AccountBalance(accountId, next.balance(), next.held(), nowGranted, nowRevoked, nowDebited);
    }
}
