package io.chatledger.query.statement;

import static java.util.stream.Collectors.toSet;

import io.chatledger.api.AccountId;
import io.chatledger.api.Balance;
import io.chatledger.query.freshness.Freshness;
import io.chatledger.query.history.MessageSummaries;
import io.chatledger.query.history.MessageSummary;
import io.chatledger.query.projection.ReadModel;
import io.chatledger.query.web.Cursor;
import io.chatledger.query.web.Page;
import io.chatledger.query.web.TimeRange;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;

/** An account's ledger for people: some entries of it, and what the account had at an earlier time. */
@Component
public class Statement {

    private static final Set<ReadModel> SHOWN =
            Set.of(ReadModel.STATEMENT, ReadModel.HISTORY, ReadModel.CONVERSATIONS);

    private final Freshness freshness;
    private final StatementEntries entries;
    private final MessageSummaries messages;

    Statement(Freshness freshness, StatementEntries entries, MessageSummaries messages) {
        this.freshness = freshness;
        this.entries = entries;
        this.messages = messages;
    }

    /**
     * Which entries to show.
     *
     * @param type  null for all types
     * @param limit how many on a page
     */
    public record Selection(TimeRange time, StatementEntry.@Nullable Type type, int limit) {}

    /** @param before null for the first page */
    public StatementPage page(AccountId account, Selection selection, @Nullable Cursor before) {
        return freshness.of(account, SHOWN, () -> read(account, selection, Cursor.orEnd(before).position()));
    }

    /**
     * To be read in a transaction that is fresh. After the newest entry of that time or before; empty before the first.
     */
    public Optional<Balance> balanceAt(AccountId account, Instant at) {
        return entries
                .findFirstByAccountIdAndCreatedAtLessThanEqualOrderByCreatedAtDescPositionDesc(account.value(), at)
                .map(StatementEntry::balanceAfter);
    }

    private StatementPage read(AccountId account, Selection selection, long before) {
        TimeRange time = selection.time();
        StatementEntry opening = time.from() == null ? null : lastBefore(account, time.from());
        StatementEntry closing = time.until() == null
                ? entries.findFirstByAccountIdOrderByPositionDesc(account.value()).orElse(null)
                : lastBefore(account, time.until());
        long after = opening == null ? 0 : opening.position();
        long end = closing == null ? 0 : Math.min(before, closing.position() + 1);
        Limit rows = Limit.of(selection.limit() + 1);
        List<StatementEntry> found = selection.type() == null
                ? entries.findByAccountIdAndPositionGreaterThanAndPositionLessThanOrderByPositionDesc(
                        account.value(), after, end, rows)
                : entries.findByAccountIdAndTypeAndPositionGreaterThanAndPositionLessThanOrderByPositionDesc(
                        account.value(), selection.type(), after, end, rows);
        Page<StatementEntry> page = Page.of(found, selection.limit(), StatementEntry::position);
        Map<UUID, MessageSummary> about = messages.of(account, page.results().stream()
                .map(StatementEntry::messageId)
                .filter(Objects::nonNull)
                .collect(toSet()));
        return new StatementPage(
                page.results().stream().map(entry -> StatementPage.Entry.of(entry, about.get(entry.messageId())))
                .toList(),
                page.next(),
                StatementPage.Totals.between(opening, closing));
    }

    private @Nullable StatementEntry lastBefore(AccountId account, Instant time) {
        return entries.findFirstByAccountIdAndCreatedAtLessThanOrderByCreatedAtDescPositionDesc(account.value(), time)
                .orElse(null);
    }
}
