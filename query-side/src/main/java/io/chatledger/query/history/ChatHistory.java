package io.chatledger.query.history;

import io.chatledger.api.AccountId;
import io.chatledger.api.ConversationId;
import io.chatledger.query.projection.Freshness;
import io.chatledger.query.projection.ReadModel;
import io.chatledger.query.web.Cursor;
import io.chatledger.query.web.NotFound;
import io.chatledger.query.web.Page;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;

/** What was said in one account, newest first. */
@Component
public class ChatHistory {

    private final Freshness freshness;
    private final ChatMessages messages;

    ChatHistory(Freshness freshness, ChatMessages messages) {
        this.freshness = freshness;
        this.messages = messages;
    }

    /**
     * @param conversation null for all of them
     * @param before       null for the first page
     * @throws NotFound if the account has no message in the conversation
     */
    public Page<ShownMessage> of(
            AccountId account, @Nullable ConversationId conversation, int limit, @Nullable Cursor before) {
        Limit rows = Page.rowsFor(limit);
        long end = Cursor.orEnd(before).position();
        return freshness.of(account, Set.of(ReadModel.HISTORY), () ->
                Page.of(read(account, conversation, end, rows), limit, ChatMessage::position))
                .map(ShownMessage::of);
    }

    private List<ChatMessage> read(
            AccountId account, @Nullable ConversationId conversation, long before, Limit rows) {
        if (conversation == null) {
            return messages.findByAccountIdAndPositionLessThanOrderByPositionDesc(account.value(), before, rows);
        }
        List<ChatMessage> found = messages.findByAccountIdAndConversationIdAndPositionLessThanOrderByPositionDesc(
                account.value(), conversation.value(), before, rows);
        // An empty page may also be the one after the last.
        if (found.isEmpty()
                && !messages.existsByAccountIdAndConversationId(account.value(), conversation.value())) {
            throw new NotFound("There is no such conversation.");
        }
        return found;
    }
}
