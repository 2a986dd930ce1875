package io.chatledger.query.statement;

import io.chatledger.api.Balance;
import io.chatledger.api.HoldReleased;
import io.chatledger.api.TokenEvent;
import io.chatledger.api.TokensDebited;
import io.chatledger.api.TokensGranted;
import io.chatledger.api.TokensHeld;
import io.chatledger.api.TokensRevoked;
import io.chatledger.query.projection.RecordedEvent;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One movement of tokens.
 *
 * @param amount  in tokens, as in the event, never negative: the type tells which way it went
 * @param balance of the account after it
 * @param held    of the balance after it
 * @param actor   who granted or revoked; null for what comes from chatting
 */
record StatementEntry(
        long position,
        UUID accountId,
        Type type,
        long amount,
        long balance,
        long held,
        @Nullable String reason,
        @Nullable UUID messageId,
        @Nullable String actor,
        Instant createdAt) {

    enum Type { GRANTED, REVOKED, HELD, DEBITED, RELEASED }

    /** @throws ArithmeticException if that cannot be after what was */
    static StatementEntry after(Balance before, RecordedEvent recorded, TokenEvent moved) {
        Balance after = before.after(moved);
        return switch (moved) {
            case TokensGranted it -> of(recorded, Type.GRANTED, it, after, it.reason(), null, it.actor());
            case TokensRevoked it -> of(recorded, Type.REVOKED, it, after, it.reason(), null, it.actor());
            case TokensHeld it -> of(recorded, Type.HELD, it, after, null, it.messageId(), null);
            case TokensDebited it -> of(recorded, Type.DEBITED, it, after, null, it.messageId(), null);
            case HoldReleased it -> of(recorded, Type.RELEASED, it, after, it.reason(), it.messageId(), null);
        };
    }

    private static StatementEntry of(
            RecordedEvent recorded,
            Type type,
            TokenEvent moved,
            Balance after,
            @Nullable String reason,
            @Nullable String messageId,
            @Nullable String actor) {
        return new StatementEntry(
                recorded.position(),
                recorded.accountId(),
                type,
                moved.amount(),
                after.balance(),
                after.held(),
                reason,
                messageId == null ? null : UUID.fromString(messageId),
                actor,
                recorded.recordedAt());
    }

    Balance balanceAfter() {
        return new Balance(balance, held);
    }
}
