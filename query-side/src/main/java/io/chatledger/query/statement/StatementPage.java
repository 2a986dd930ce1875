package io.chatledger.query.statement;

import io.chatledger.api.Balance;
import io.chatledger.query.history.MessageSummary;
import io.chatledger.query.web.Cursor;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A page of an account's statement, newest first.
 *
 * @param next   where the next page goes on; null on the last one
 * @param totals of all entries of the time that was asked for, whatever their type and on whatever page
 */
public record StatementPage(List<Entry> results, @Nullable Cursor next, Totals totals) {

    /**
     * A movement of tokens as people read it.
     *
     * @param amount  in tokens, never negative
     * @param change  what it did to the balance, in tokens: negative if tokens went, 0 for a hold and its release
     * @param excerpt the beginning of the message it is about, like {@code model} and {@code price}
     * @param price   by which the message is charged, in words
     */
    public record Entry(
            long position,
            StatementEntry.Type type,
            long amount,
            long change,
            long balance,
            long held,
            @Nullable String reason,
            @Nullable UUID messageId,
            @Nullable UUID conversationId,
            @Nullable String excerpt,
            @Nullable String model,
            @Nullable String price,
            @Nullable String actor,
            Instant createdAt) {

        static Entry of(StatementEntry entry, @Nullable MessageSummary message) {
            return new Entry(
                    entry.position(),
                    entry.type(),
                    entry.amount(),
                    entry.change(),
                    entry.balance(),
                    entry.held(),
                    entry.reason(),
                    entry.messageId(),
                    message == null ? null : message.conversationId(),
                    message == null ? null : message.excerpt(),
                    message == null ? null : message.model(),
                    message == null ? null : message.price(),
                    entry.actor(),
                    entry.createdAt());
        }
    }

    /** In tokens; opening balance + granted − revoked − debited = closing balance. */
    public record Totals(
            long openingBalance, BigInteger granted, BigInteger revoked, BigInteger debited, long closingBalance) {

        /**
         * @param opening the last entry before the time; null if there is none
         * @param closing its last entry, or the one before it
         */
        static Totals between(@Nullable StatementEntry opening, @Nullable StatementEntry closing) {
            return new Totals(
                    balance(opening).balance(),
                    granted(closing).subtract(granted(opening)),
                    revoked(closing).subtract(revoked(opening)),
                    debited(closing).subtract(debited(opening)),
                    balance(closing).balance());
        }

        private static Balance balance(@Nullable StatementEntry entry) {
            return entry == null ? Balance.ZERO : entry.balanceAfter();
        }

        private static BigInteger granted(@Nullable StatementEntry entry) {
            return entry == null ? BigInteger.ZERO : entry.granted();
        }

        private static BigInteger revoked(@Nullable StatementEntry entry) {
            return entry == null ? BigInteger.ZERO : entry.revoked();
        }

        private static BigInteger debited(@Nullable StatementEntry entry) {
            return entry == null ? BigInteger.ZERO : entry.debited();
        }
    }
}
