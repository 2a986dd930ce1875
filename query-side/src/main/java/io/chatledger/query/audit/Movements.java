package io.chatledger.query.audit;

import io.chatledger.api.HoldReleased;
import io.chatledger.api.TokenEvent;
import io.chatledger.api.TokensDebited;
import io.chatledger.api.TokensGranted;
import io.chatledger.api.TokensHeld;
import io.chatledger.api.TokensRevoked;
import java.math.BigInteger;

/** Adds up the movements of tokens of all accounts, without an account in sight: a second way to the same sums. */
final class Movements {

    private BigInteger granted = BigInteger.ZERO;
    private BigInteger revoked = BigInteger.ZERO;
    private BigInteger debited = BigInteger.ZERO;
    private BigInteger held = BigInteger.ZERO;

    void add(TokenEvent event) {
        BigInteger amount = BigInteger.valueOf(event.amount());
        switch (event) {
            case TokensGranted _ -> granted = granted.add(amount);
            case TokensRevoked _ -> revoked = revoked.add(amount);
            case TokensHeld _ -> held = held.add(amount);
            case TokensDebited debit -> {
                debited = debited.add(amount);
                held = held.subtract(amount).subtract(BigInteger.valueOf(debit.released()));
            }
            case HoldReleased _ -> held = held.subtract(amount);
        }
    }

    BigInteger granted() {
        return granted;
    }

    BigInteger revoked() {
        return revoked;
    }

    BigInteger debited() {
        return debited;
    }

    BigInteger held() {
        return held;
    }
}
