package io.chatledger.query.history;

import io.chatledger.api.AccountId;
import io.chatledger.api.ConversationId;
import io.chatledger.api.InvalidValue;
import io.chatledger.query.freshness.Freshness;
import io.chatledger.query.projection.ReadModel;
import io.chatledger.query.web.Cursor;
import io.chatledger.query.web.NotFound;
import io.chatledger.query.web.Page;
import io.chatledger.query.web.SearchedWords;
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

    private static final Set<ReadModel> SHOWN = Set.of(ReadModel.HISTORY, ReadModel.CONVERSATIONS);

    private final Freshness freshness;
    private final ChatMessages messages;
    private final ChatSearch search;

    ChatHistory(Freshness freshness, ChatMessages messages, ChatSearch search) {
        this.freshness = freshness;
        this.messages = messages;
        this.search = search;
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
        return freshness.of(account, SHOWN, () ->
                Page.of(read(account, conversation, time, end, rows), limit, ChatMessage::position))
                .map(ShownMessage::of);
    }

    /**
     * Those whose text or reply contains something. A page may have fewer than there are, or none at all, although
     * there is a next one: each looks through a bounded number of messages.
     *
     * @throws InvalidValue if that is not something to look for
     * @throws NotFound     as above
     */
    public Page<ShownMessage> search(
            AccountId account,
            @Nullable ConversationId conversation,
            String words,
            TimeRange time,
            int limit,
            @Nullable Cursor before) {
        SearchedWords.require(words);
        int rows = Page.rowsFor(limit).max();
        long end = Cursor.orEnd(before).position();
        return freshness.of(account, SHOWN, () -> {
            requireConversation(account, conversation);
            ChatSearch.Found found = search.find(
                    account, conversation, words, time, after(account, time), end(account, time, end), rows);
            Page<ChatMessage> page = Page.of(found.messages(), limit, ChatMessage::position);
            return page.next() == null && found.nextEnd() != null
                    ? new Page<>(page.results(), new Cursor(found.nextEnd()))
                    : page;
        }).map(ShownMessage::of);
    }

    private List<ChatMessage> read(
            AccountId account, @Nullable ConversationId conversation, TimeRange time, long before, Limit rows) {
        requireConversation(account, conversation);
        long after = after(account, time);
        long end = end(account, time, before);
        return conversation == null
                ? messages.find(account.value(), after, end, time.fromOrEarliest(), time.untilOrLatest(), rows)
                : messages.find(account.value(), conversation.value(), after, end,
                        time.fromOrEarliest(), time.untilOrLatest(), rows);
    }

    private void requireConversation(AccountId account, @Nullable ConversationId conversation) {
        if (conversation != null && !messages.existsConversation(account.value(), conversation.value())) {
            throw new NotFound("There is no such conversation.");
        }
    }

    private long after(AccountId account, TimeRange time) {
        return time.from() == null ? BEGINNING : lastBefore(account, time.from().minus(LARGEST_CLOCK_SKEW));
    }

    private long end(AccountId account, TimeRange time, long before) {
        return time.until() == null
                ? before
                : Math.min(before, firstAfter(account, time.until().plus(LARGEST_CLOCK_SKEW)));
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
