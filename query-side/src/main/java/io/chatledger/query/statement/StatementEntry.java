package io.chatledger.query.statement;

import io.chatledger.api.Balance;
import io.chatledger.api.HoldReleased;
import io.chatledger.api.TokenEvent;
import io.chatledger.api.TokensDebited;
import io.chatledger.api.TokensGranted;
import io.chatledger.api.TokensHeld;
import io.chatledger.api.TokensRevoked;
import io.chatledger.query.events.RecordedEvent;
import java.math.BigInteger;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One movement of tokens.
 *
 * @param position  its place in the account's statement: 1, 2, 3, ...
 * @param eventPosition of its event in the order of all events, which is for administrators only; null if it was
 *                  written before this was kept
 * @param amount    in tokens, as in the event, never negative: the type tells which way it went
 * @param balance   of the account after it
 * @param held      of the balance after it
 * @param granted   in the account's life up to here, like {@code debited}; the balance tells what was revoked
 * @param actor     who granted or revoked; null for what comes from chatting
 * @param createdAt when it was recorded; never before the entry before it, whatever the clocks of several processes
 *                  say, so that the entries of a time have their places side by side
 */
record StatementEntry(
        UUID accountId,
        long position,
        @Nullable Long eventPosition,
        Type type,
        long amount,
        long balance,
        long held,
        BigInteger granted,
        BigInteger debited,
        @Nullable String reason,
        @Nullable UUID messageId,
        @Nullable String actor,
        Instant createdAt) {

    enum Type { GRANTED, REVOKED, HELD, DEBITED, RELEASED }

    /**
     * @param before null for the first one of its account
     * @throws ArithmeticException if that cannot be after what was
     */
    static StatementEntry after(@Nullable StatementEntry before, RecordedEvent recorded, TokenEvent moved) {
        return switch (moved) {
            case TokensGranted it -> of(before, recorded, Type.GRANTED, it, it.reason(), null, it.actor());
            case TokensRevoked it -> of(before, recorded, Type.REVOKED, it, it.reason(), null, it.actor());
            case TokensHeld it -> of(before, recorded, Type.HELD, it, null, it.messageId(), null);
            case TokensDebited it -> of(before, recorded, Type.DEBITED, it, null, it.messageId(), null);
            case HoldReleased it -> of(before, recorded, Type.RELEASED, it, it.reason(), it.messageId(), null);
        };
    }

    private static StatementEntry of(
            @Nullable StatementEntry before,
            RecordedEvent recorded,
            Type type,
            TokenEvent moved,
            @Nullable String reason,
            @Nullable String messageId,
            @Nullable String actor) {
        Balance after = (before == null ? Balance.ZERO : before.balanceAfter()).after(moved);
        Instant at = recorded.recordedAt();
        return new StatementEntry(
                recorded.accountId(),
                before == null ? 1 : before.position + 1,
                recorded.position(),
                type,
                moved.amount(),
                after.balance(),
                after.held(),
                total(before == null ? BigInteger.ZERO : before.granted, type == Type.GRANTED, moved),
                total(before == null ? BigInteger.ZERO : before.debited, type == Type.DEBITED, moved),
                reason,
                messageId == null ? null : UUID.fromString(messageId),
                actor,
                before != null && before.createdAt.isAfter(at) ? before.createdAt : at);
    }

    private static BigInteger total(BigInteger before, boolean counts, TokenEvent moved) {
        return counts ? before.add(BigInteger.valueOf(moved.amount())) : before;
    }

    Balance balanceAfter() {
        return new Balance(balance, held);
    }

    /** What it did to the balance, in tokens: a hold and its release say only how much of it can be spent. */
    long change() {
        return switch (type) {
            case GRANTED -> amount;
            case REVOKED, DEBITED -> -amount;
            case HELD, RELEASED -> 0;
        };
    }

    /** In the account's life up to here, in tokens. */
    BigInteger revoked() {
        return granted.subtract(debited).subtract(BigInteger.valueOf(balance));
    }
}
