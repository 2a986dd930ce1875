package io.chatledger.query.statement;

import io.chatledger.api.AccountId;
import io.chatledger.query.projection.Freshness;
import io.chatledger.query.projection.ReadModel;
import io.chatledger.query.web.Cursor;
import io.chatledger.query.web.Page;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The caller's ledger, newest first. */
@RestController
class StatementController {

    private final Freshness freshness;
    private final StatementEntries entries;

    StatementController(Freshness freshness, StatementEntries entries) {
        this.freshness = freshness;
        this.entries = entries;
    }

    record Shown(
            long position,
            StatementEntry.Type type,
            long amount,
            long balance,
            long held,
            @Nullable String reason,
            @Nullable UUID messageId,
            @Nullable String actor,
            Instant createdAt) {

        static Shown of(StatementEntry entry) {
            return new Shown(
                    entry.position(),
                    entry.type(),
                    entry.amount(),
                    entry.balance(),
                    entry.held(),
                    entry.reason(),
                    entry.messageId(),
                    entry.actor(),
                    entry.createdAt());
        }
    }

    @GetMapping("/api/tokens/history")
    Page<Shown> entries(
            @AuthenticationPrincipal AccountId caller,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam @Nullable Cursor before) {
        Limit rows = Page.rowsFor(limit);
        long end = Cursor.orEnd(before).position();
        return freshness.of(caller, Set.of(ReadModel.STATEMENT), () -> Page.of(
                        entries.findByAccountIdAndPositionLessThanOrderByPositionDesc(caller.value(), end, rows),
                        limit,
                        StatementEntry::position))
                .map(Shown::of);
    }
}
