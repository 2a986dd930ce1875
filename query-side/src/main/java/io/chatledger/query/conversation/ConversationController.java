package io.chatledger.query.conversation;

import io.chatledger.api.AccountId;
import io.chatledger.api.ConversationId;
import io.chatledger.query.freshness.Freshness;
import io.chatledger.query.projection.ReadModel;
import io.chatledger.query.rows.RowTable;
import io.chatledger.query.web.Cursor;
import io.chatledger.query.web.NotFound;
import io.chatledger.query.web.Page;
import io.chatledger.query.web.SearchedWords;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The caller's conversations, the one with the latest activity first; those in the archive apart. */
@RestController
@RequestMapping("/api/conversations")
class ConversationController {

    private static final Set<ReadModel> MODEL = Set.of(ReadModel.CONVERSATIONS);

    private final Freshness freshness;
    private final Conversations conversations;
    private final JdbcClient jdbc;

    ConversationController(Freshness freshness, Conversations conversations, JdbcClient jdbc) {
        this.freshness = freshness;
        this.conversations = conversations;
        this.jdbc = jdbc;
    }

    record Shown(UUID id, String title, long messages, boolean archived, Instant lastActivityAt, Instant createdAt) {

        static Shown of(Conversation row) {
            return new Shown(row.conversationId(), row.title(), row.messages(), row.archived(),
                    row.lastActivityAt(), row.createdAt());
        }
    }

    /** @param q what their titles contain */
    @GetMapping
    Page<Shown> all(
            @AuthenticationPrincipal AccountId caller,
            @RequestParam(defaultValue = "false") boolean archived,
            @RequestParam @Nullable String q,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam @Nullable Cursor before) {
        if (q != null) {
            SearchedWords.require(q);
        }
        Limit rows = Page.rowsFor(limit);
        long end = Cursor.orEnd(before).position();
        return freshness.of(caller, MODEL, () -> Page.of(
                        read(caller, archived, q, end, rows), limit, Conversation::position))
                .map(Shown::of);
    }

    private List<Conversation> read(
            AccountId account, boolean archived, @Nullable String q, long before, Limit rows) {
        return q == null
                ? conversations.findByAccountIdAndArchivedAndDeletedAtIsNullAndPositionLessThanOrderByPositionDesc(
                        account.value(), archived, before, rows)
                : jdbc.sql("""
                        SELECT to_json(kept) FROM read.conversation kept
                        WHERE account_id = ? AND archived = ? AND deleted_at IS NULL AND position < ?
                            AND strpos(casefold(title COLLATE pg_c_utf8), casefold(? COLLATE pg_c_utf8)) > 0
                        ORDER BY position DESC LIMIT ?""")
                        .params(account.value(), archived, before, q, rows.max())
                        .query((row, number) -> RowTable.row(row.getString(1), Conversation.class))
                        .list();
    }

    @GetMapping("/{id}")
    Shown one(@AuthenticationPrincipal AccountId caller, @PathVariable ConversationId id) {
        return freshness.of(caller, MODEL, () ->
                        conversations.findByAccountIdAndConversationIdAndDeletedAtIsNull(caller.value(), id.value()))
                .map(Shown::of)
                .orElseThrow(() -> new NotFound("There is no such conversation."));
    }
}
