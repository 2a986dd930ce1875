package io.chatledger.query.history;

import io.chatledger.api.AccountId;
import io.chatledger.api.ConversationId;
import io.chatledger.query.freshness.Freshness;
import io.chatledger.query.projection.ReadModel;
import io.chatledger.query.web.Cursor;
import io.chatledger.query.web.NotFound;
import io.chatledger.query.web.Page;
import io.chatledger.query.web.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;

/** What was said in one account, newest first. */
@Component
public class ChatHistory {

    /** Before the first event of an account, whose place is 0. */
    private static final long BEGINNING = -1;
    /**
     * Messages are in the order in which they were recorded, and several processes record them. Whatever is recorded so
     * much later by one clock is later by all of them; that is how a page of an early time is found without walking to
     * it.
     */
    private static final Duration LARGEST_CLOCK_SKEW = Duration.ofMinutes(1);

    private final Freshness freshness;
    private final ChatMessages messages;

    ChatHistory(Freshness freshness, ChatMessages messages) {
        this.freshness = freshness;
        this.messages = messages;
    }

    /**
     * @param conversation null for all of them
     * @param before       null for the first page
     * @throws NotFound if the account has no such conversation (any more)
     */
    public Page<ShownMessage> of(
            AccountId account,
            @Nullable ConversationId conversation,
            TimeRange time,
            int limit,
            @Nullable Cursor before) {
        Limit rows = Page.rowsFor(limit);
        long end = Cursor.orEnd(before).position();
        return freshness.of(account, Set.of(ReadModel.HISTORY, ReadModel.CONVERSATIONS), () ->
                Page.of(read(account, conversation, time, end, rows), limit, ChatMessage::position))
                .map(ShownMessage::of);
    }

    private List<ChatMessage> read(
            AccountId account, @Nullable ConversationId conversation, TimeRange time, long before, Limit rows) {
        long after = time.from() == null ? BEGINNING : lastBefore(account, time.from().minus(LARGEST_CLOCK_SKEW));
        long end = time.until() == null
                ? before
                : Math.min(before, firstAfter(account, time.until().plus(LARGEST_CLOCK_SKEW)));
        if (conversation == null) {
            return messages.find(account.value(), after, end, time.fromOrEarliest(), time.untilOrLatest(), rows);
        }
        if (!messages.existsConversation(account.value(), conversation.value())) {
            throw new NotFound("There is no such conversation.");
        }
        return messages.find(account.value(), conversation.value(), after, end,
                time.fromOrEarliest(), time.untilOrLatest(), rows);
    }

    private long lastBefore(AccountId account, Instant time) {
        return messages.findFirstByAccountIdAndCreatedAtLessThanOrderByCreatedAtDesc(account.value(), time)
                .map(ChatMessage::position)
                .orElse(BEGINNING);
    }

    private long firstAfter(AccountId account, Instant time) {
        return messages.findFirstByAccountIdAndCreatedAtGreaterThanOrderByCreatedAt(account.value(), time)
                .map(ChatMessage::position)
                .orElse(Long.MAX_VALUE);
    }
}
