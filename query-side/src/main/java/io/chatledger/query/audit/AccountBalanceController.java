package io.chatledger.query.audit;

import io.chatledger.api.AccountId;
import io.chatledger.api.Balance;
import io.chatledger.api.TokenEvent;
import io.chatledger.query.events.RecordedEvent;
import io.chatledger.query.freshness.Freshness;
import io.chatledger.query.web.NotFound;
import io.chatledger.query.web.RequestValues;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** For auditors: the balance of an account, folded from its events, whatever the read models say. */
@RestController
class AccountBalanceController {

    private final Freshness freshness;
    private final Ledger ledger;
    private final Clock clock;

    AccountBalanceController(Freshness freshness, Ledger ledger, Clock clock) {
        this.freshness = freshness;
        this.ledger = ledger;
        this.clock = clock;
    }

    /**
     * Amounts in tokens.
     *
     * @param position of the last event that is in it, 0 if there was none yet
     * @param events   how many events are in it
     */
    record Folded(UUID account, long balance, long held, long available, Instant at, long position, long events) {}

    @GetMapping("/api/audit/accounts/{id}/balance")
    Folded balance(@PathVariable AccountId id, @RequestParam @Nullable Instant at) {
        if (at != null) {
            RequestValues.requirePast("at", at, clock);
        }
        Instant until = at == null ? clock.instant() : at;
        // No read model is asked; the wait is for the account's newest event to get its position.
        return freshness.of(id, Set.of(), () -> {
            Fold fold = new Fold(at);
            ledger.ofAccount(id, fold::add);
            if (fold.seen == 0) {
                throw new NotFound("There is no such account.");
            }
            Balance then = fold.then;
            return new Folded(
                    id.value(),
                    then.balance(),
                    then.held(),
                    then.available(),
                    until,
                    fold.thenPosition,
                    fold.thenEvents);
        });
    }

    /**
     * Folds what was recorded up to the asked time. Clocks of several processes may disagree by milliseconds: a
     * movement of tokens is never before the one before it, as in the statement.
     */
    private static final class Fold {

        private final @Nullable Instant until;
        private Balance running = Balance.ZERO;
        private Instant movedAt = Instant.MIN;
        private long seen;
        private Balance then = Balance.ZERO;
        private long thenPosition;
        private long thenEvents;

        Fold(@Nullable Instant until) {
            this.until = until;
        }

        void add(RecordedEvent recorded) {
            seen++;
            if (recorded.event() instanceof TokenEvent moved) {
                running = running.after(moved);
                movedAt = later(movedAt, recorded.recordedAt());
            }
            if (until == null || !later(movedAt, recorded.recordedAt()).isAfter(until)) {
                then = running;
                thenPosition = recorded.position();
                thenEvents = seen;
            }
        }

        private static Instant later(Instant one, Instant other) {
            return one.isAfter(other) ? one : other;
        }
    }
}
