package io.chatledger.query.conversation;

import io.chatledger.api.AccountId;
import io.chatledger.api.ConversationId;
import io.chatledger.query.freshness.Freshness;
import io.chatledger.query.projection.ReadModel;
import io.chatledger.query.web.Cursor;
import io.chatledger.query.web.NotFound;
import io.chatledger.query.web.Page;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
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

    ConversationController(Freshness freshness, Conversations conversations) {
        this.freshness = freshness;
        this.conversations = conversations;
    }

    record Shown(UUID id, String title, long messages, boolean archived, Instant lastActivityAt, Instant createdAt) {

        static Shown of(Conversation row) {
            return new Shown(row.conversationId(), row.title(), row.messages(), row.archived(),
                    row.lastActivityAt(), row.createdAt());
        }
    }

    @GetMapping
    Page<Shown> all(
            @AuthenticationPrincipal AccountId caller,
            @RequestParam(defaultValue = "false") boolean archived,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam @Nullable Cursor before) {
        Limit rows = Page.rowsFor(limit);
        long end = Cursor.orEnd(before).position();
        return freshness.of(caller, MODEL, () -> Page.of(
                        conversations
                                .findByAccountIdAndArchivedAndDeletedAtIsNullAndPositionLessThanOrderByPositionDesc(
                                        caller.value(), archived, end, rows),
                        limit,
                        Conversation::position))
                .map(Shown::of);
    }

    @GetMapping("/{id}")
    Shown one(@AuthenticationPrincipal AccountId caller, @PathVariable ConversationId id) {
        return freshness.of(caller, MODEL, () ->
                        conversations.findByAccountIdAndConversationIdAndDeletedAtIsNull(caller.value(), id.value()))
                .map(Shown::of)
                .orElseThrow(() -> new NotFound("There is no such conversation."));
    }
}
