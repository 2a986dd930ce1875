package io.chatledger.query.conversation;

import io.chatledger.api.AccountId;
import io.chatledger.query.freshness.Freshness;
import io.chatledger.query.projection.ReadModel;
import io.chatledger.query.web.Cursor;
import io.chatledger.query.web.Page;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;

/** That there were conversations in an account, deleted ones too; nothing of what was said in them. */
@Component
public class ConversationDirectory {

    /** @param deletedAt null if it is not */
    public record Entry(
            UUID id,
            long messages,
            boolean archived,
            Instant createdAt,
            Instant lastActivityAt,
            @Nullable Instant deletedAt) {

        static Entry of(Conversation row) {
            return new Entry(row.conversationId(), row.messages(), row.archived(), row.createdAt(),
                    row.lastActivityAt(), row.deletedAt());
        }
    }

    private final Freshness freshness;
    private final Conversations conversations;

    ConversationDirectory(Freshness freshness, Conversations conversations) {
        this.freshness = freshness;
        this.conversations = conversations;
    }

    /** @param before null for the first page */
    public Page<Entry> of(AccountId account, int limit, @Nullable Cursor before) {
        Limit rows = Page.rowsFor(limit);
        long end = Cursor.orEnd(before).position();
        return freshness.of(account, Set.of(ReadModel.CONVERSATIONS), () -> Page.of(
                        conversations.findByAccountIdAndPositionLessThanOrderByPositionDesc(account.value(), end, rows),
                        limit,
                        Conversation::position))
                .map(Entry::of);
    }
}
