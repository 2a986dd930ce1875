package io.chatledger.query.history;

import io.chatledger.api.AccountId;
import io.chatledger.api.ConversationId;
import io.chatledger.query.rows.RowTable;
import io.chatledger.query.web.TimeRange;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Finds what an account's messages and replies contain. There is no index of the words, which every message would have
 * to pay for whether anybody looks for it or not; instead, one question looks through a bounded number of messages.
 */
@Component
class ChatSearch {

    /** A fraction of a second, with texts of the usual length. */
    static final int MOST_LOOKED_THROUGH = 5_000;

    private final JdbcClient jdbc;

    ChatSearch(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * What came out.
     *
     * @param messages newest first
     * @param nextEnd  before which nothing was looked at; null if all was
     */
    record Found(List<ChatMessage> messages, @Nullable Long nextEnd) {}

    /**
     * To be called in a transaction that is fresh.
     *
     * @param words without regard to case
     * @param after the place after which to look, and {@code end} that before which
     */
    Found find(
            AccountId account,
            @Nullable ConversationId conversation,
            String words,
            TimeRange time,
            long after,
            long end,
            int limit) {
        String which = " WHERE sent.account_id = ? AND sent.position > ? AND sent.position < ?"
                + (conversation == null ? "" : " AND sent.conversation_id = ?");
        List<Object> params = new ArrayList<>(List.of(account.value(), after, end));
        if (conversation != null) {
            params.add(conversation.value());
        }
        // The first one that is not looked at.
        Long next = jdbc.sql("SELECT sent.position FROM read.chat_message sent" + which
                        + " ORDER BY sent.position DESC OFFSET ? LIMIT 1")
                .params(with(params, MOST_LOOKED_THROUGH))
                .query(Long.class)
                .optional()
                .orElse(null);
        List<ChatMessage> found = jdbc.sql("SELECT to_json(sent) FROM read.chat_message sent" + which + """
                         AND sent.position > ? AND sent.created_at >= ? AND sent.created_at < ?
                            AND (strpos(casefold(sent.message COLLATE pg_c_utf8), casefold(? COLLATE pg_c_utf8)) > 0
                                OR strpos(casefold(sent.response COLLATE pg_c_utf8), casefold(? COLLATE pg_c_utf8)) > 0)
                            AND NOT EXISTS (SELECT FROM read.conversation
                                WHERE conversation.conversation_id = sent.conversation_id
                                    AND conversation.account_id = sent.account_id AND deleted_at IS NOT NULL)
                        ORDER BY sent.position DESC LIMIT ?""")
                .params(with(params, next == null ? after : next,
                        time.fromOrEarliest().atOffset(ZoneOffset.UTC), time.untilOrLatest().atOffset(ZoneOffset.UTC),
                        words, words, limit))
                .query((row, number) -> RowTable.row(row.getString(1), ChatMessage.class))
                .list();
        return new Found(found, next == null ? null : next + 1);
    }

    private static List<Object> with(List<Object> params, Object... more) {
        var all = new ArrayList<>(params);
        all.addAll(List.of(more));
        return all;
    }
}
