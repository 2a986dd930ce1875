package io.chatledger.query.balance;

import io.chatledger.api.Balance;
import io.chatledger.api.HoldReleased;
import io.chatledger.api.TokenEvent;
import io.chatledger.api.TokensDebited;
import io.chatledger.api.TokensGranted;
import io.chatledger.api.TokensHeld;
import io.chatledger.api.TokensRevoked;
import java.util.UUID;

/**
 * What an account has, and where it came from and went. All in tokens.
 *
 * @param balance granted − revoked − debited
 * @param held    of the balance, reserved for messages that are being answered
 */
record AccountBalance(UUID accountId, long balance, long held, long granted, long revoked, long debited) {

    static AccountBalance none(UUID accountId) {
        return new AccountBalance(accountId, 0, 0, 0, 0, 0);
    }

    long available() {
        return balance - held;
    }

    /** @throws ArithmeticException if that cannot be */
    AccountBalance after(TokenEvent event) {
        Balance next = new Balance(balance, held).after(event);
        long amount = event.amount();
        return switch (event) {
            case TokensGranted _ -> with(next, Math.addExact(granted, amount), revoked, debited);
            case TokensRevoked _ -> with(next, granted, Math.addExact(revoked, amount), debited);
            case TokensDebited _ -> with(next, granted, revoked, Math.addExact(debited, amount));
            case TokensHeld _, HoldReleased _ -> with(next, granted, revoked, debited);
        };
    }

    private AccountBalance with(Balance next, long nowGranted, long nowRevoked, long nowDebited) {
        return new AccountBalance(accountId, next.balance(), next.held(), nowGranted, nowRevoked, nowDebited);
    }
}
