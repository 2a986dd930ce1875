package io.chatledger.query.overview;

import io.chatledger.api.AccountClosed;
import io.chatledger.api.AccountEvent;
import io.chatledger.api.ConversationEvent;
import io.chatledger.api.HoldReleased;
import io.chatledger.api.IdentityEvent;
import io.chatledger.api.MessageSent;
import io.chatledger.api.TokensDebited;
import io.chatledger.api.TokensGranted;
import io.chatledger.api.TokensHeld;
import io.chatledger.api.TokensRevoked;
import io.chatledger.api.UserRegistered;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * What one event, or several, have added to a day. Tokens in all accounts together have no bound of 64 bits.
 *
 * @param held how much more is held than before; negative if less
 */
record DayTotal(
        long registered,
        long closed,
        long messages,
        BigInteger granted,
        BigInteger revoked,
        BigInteger debited,
        BigInteger held) {

    /** Null if the event adds nothing. */
    static @Nullable DayTotal of(AccountEvent event) {
        return switch (event) {
            case UserRegistered _ -> counted(1, 0, 0);
            case AccountClosed _ -> counted(0, 1, 0);
            case MessageSent _ -> counted(0, 0, 1);
            case TokensGranted it -> moved(it.amount(), 0, 0, BigInteger.ZERO);
            case TokensRevoked it -> moved(0, it.amount(), 0, BigInteger.ZERO);
            case TokensHeld it -> moved(0, 0, 0, BigInteger.valueOf(it.amount()));
            case TokensDebited it -> moved(0, 0, it.amount(),
                    BigInteger.valueOf(it.amount()).add(BigInteger.valueOf(it.released())).negate());
            case HoldReleased it -> moved(0, 0, 0, BigInteger.valueOf(it.amount()).negate());
            case IdentityEvent _, ConversationEvent _ -> null;
        };
    }

    private static DayTotal counted(long registered, long closed, long messages) {
        return new DayTotal(registered, closed, messages,
                BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO);
    }

    private static DayTotal moved(long granted, long revoked, long debited, BigInteger held) {
        return new DayTotal(0, 0, 0,
                BigInteger.valueOf(granted), BigInteger.valueOf(revoked), BigInteger.valueOf(debited), held);
    }

    DayTotal plus(DayTotal other) {
        return new DayTotal(registered + other.registered, closed + other.closed, messages + other.messages,
                granted.add(other.granted), revoked.add(other.revoked), debited.add(other.debited),
                held.add(other.held));
    }
}
