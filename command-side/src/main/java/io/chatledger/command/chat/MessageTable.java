package io.chatledger.command.chat;

import io.chatledger.api.AccountId;
import io.chatledger.api.ConversationDeleted;
import io.chatledger.api.ConversationId;
import io.chatledger.api.ErrorCode;
import io.chatledger.api.ExpireHold;
import io.chatledger.api.HoldReleased;
import io.chatledger.api.MessageId;
import io.chatledger.api.MessageSent;
import io.chatledger.api.ReleaseReason;
import io.chatledger.api.ReplyRecorded;
import io.chatledger.command.account.Refusal;
import io.chatledger.command.copy.Copy;
import io.chatledger.command.store.GroupCommit;
import io.chatledger.command.store.RowStatement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.SequenceNumber;
import org.axonframework.eventhandling.Timestamp;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What command-side must know of a message at once: which conversation it is in, where its events are, when its hold
 * expires, and under which idempotency key it was sent. One row a message, kept in step in the transaction of the
 * event.
 */
@Component
@ProcessingGroup("messages")
class MessageTable {

    /**
     * A message that was sent before.
     *
     * @param requestHash null without a key
     * @param deleted     whether its conversation was
     */
    record Earlier(
            MessageId messageId,
            @Nullable String requestHash,
            long sentSequence,
            @Nullable Long replySequence,
            @Nullable Long remainingTokens,
            boolean deleted) {}

    private static final Logger log = LoggerFactory.getLogger(MessageTable.class);

    private record Sent(
            String messageId,
            String accountId,
            String conversationId,
            long sequence,
            String sentAt,
            String dueAt,
            @Nullable String idempotencyKeyHash,
            @Nullable String requestHash,
            String heldBy) {}

    private static final RowStatement<Sent> SENT = new RowStatement<>(
            """
            INSERT INTO events.message (message_id, account_id, conversation_id, sent_sequence, sent_at, due_at,
                idempotency_key_hash, request_hash, held_by)
            SELECT * FROM unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::bigint[], ?::timestamptz[], ?::timestamptz[],
                ?::text[], ?::text[], ?::text[])""",
            List.of(
                    Sent::messageId,
                    Sent::accountId,
                    Sent::conversationId,
                    Sent::sequence,
                    Sent::sentAt,
                    Sent::dueAt,
                    Sent::idempotencyKeyHash,
                    Sent::requestHash,
                    Sent::heldBy),
            sameKey -> inProgress());

    private record Answered(String messageId, long sequence) {}

    private static final RowStatement<Answered> ANSWERED = new RowStatement<>(
            """
            UPDATE events.message SET reply_sequence = answered.sequence, due_at = NULL
            FROM unnest(?::uuid[], ?::bigint[]) AS answered (id, sequence) WHERE message_id = answered.id""",
            List.of(Answered::messageId, Answered::sequence));

    private record NotCharged(String messageId) {}

    private static final RowStatement<NotCharged> NOT_CHARGED = new RowStatement<>(
            """
            UPDATE events.message SET due_at = NULL, idempotency_key_hash = NULL, request_hash = NULL
            FROM unnest(?::uuid[]) AS released (id) WHERE message_id = released.id""",
            List.of(NotCharged::messageId));

    private static final String EARLIER = """
            SELECT message_id, request_hash, sent_sequence, reply_sequence, remaining_tokens,
                deleted.conversation_id IS NOT NULL AS deleted
            FROM events.message LEFT JOIN events.deleted_conversation deleted USING (account_id, conversation_id)
            WHERE\s""";

    private record Deleted(String accountId, String conversationId) {}

    private static final RowStatement<Deleted> DELETED = new RowStatement<>(
            """
            INSERT INTO events.deleted_conversation (account_id, conversation_id)
            SELECT * FROM unnest(?::uuid[], ?::uuid[]) ON CONFLICT DO NOTHING""",
            List.of(Deleted::accountId, Deleted::conversationId));

    private final JdbcClient jdbc;
    private final GroupCommit commit;
    private final Copy copy;
    private final Duration holdTimeout;

    MessageTable(JdbcClient jdbc, GroupCommit commit, Copy copy, ChatSettings settings) {
        this.jdbc = jdbc;
        this.commit = commit;
        this.copy = copy;
        this.holdTimeout = settings.holdTimeout();
    }

    @EventHandler
    void on(MessageSent event, @Timestamp Instant at, @SequenceNumber long sequence) {
        commit.write(SENT, new Sent(
                event.messageId(),
                event.accountId(),
                event.conversationId(),
                sequence,
                at.toString(),
                at.plus(holdTimeout).toString(),
                event.idempotencyKeyHash(),
                event.requestHash(),
                copy.id()));
    }

    @EventHandler
    void on(ReplyRecorded event, @SequenceNumber long sequence) {
        commit.write(ANSWERED, new Answered(event.messageId(), sequence));
    }

    /** Nothing was charged, so the key is free for another try. */
    @EventHandler
    void on(HoldReleased event) {
        commit.write(NOT_CHARGED, new NotCharged(event.messageId()));
        if (event.reason().equals(ReleaseReason.EXPIRED.name())) {
            log.info("The hold of message {} expires", event.messageId());
        }
    }

    @EventHandler
    void on(ConversationDeleted event) {
        commit.write(DELETED, new Deleted(event.accountId(), event.conversationId()));
    }

    static Refusal inProgress() {
        return new Refusal(ErrorCode.IN_PROGRESS, "A request with this idempotency key is still being answered.");
    }

    Optional<Earlier> sentUnder(AccountId accountId, String keyHash) {
        return one(jdbc.sql(EARLIER + "account_id = ? AND idempotency_key_hash = ?")
                .param(accountId.value())
                .param(keyHash));
    }

    Optional<Earlier> find(MessageId messageId) {
        return one(jdbc.sql(EARLIER + "message_id = ?").param(messageId.value()));
    }

    private static Optional<Earlier> one(JdbcClient.StatementSpec statement) {
        return statement
                .query((row, index) -> new Earlier(
                        new MessageId(row.getObject("message_id", UUID.class)),
                        row.getString("request_hash"),
                        row.getLong("sent_sequence"),
                        row.getObject("reply_sequence", Long.class),
                        row.getObject("remaining_tokens", Long.class),
                        row.getBoolean("deleted")))
                .optional();
    }

    /** So that the same answer can be given again to the letter. */
    void keepRemaining(MessageId messageId, long remainingTokens) {
        jdbc.sql("UPDATE events.message SET remaining_tokens = ? WHERE message_id = ?")
                .param(remainingTokens)
                .param(messageId.value())
                .update();
    }

    /** False if it was deleted. */
    boolean exists(AccountId accountId, ConversationId conversationId) {
        return jdbc.sql("""
                SELECT EXISTS (SELECT 1 FROM events.message WHERE account_id = :account AND conversation_id = :id)
                    AND NOT EXISTS (SELECT 1 FROM events.deleted_conversation
                        WHERE account_id = :account AND conversation_id = :id)
                """)
                .param("account", accountId.value())
                .param("id", conversationId.value())
                .query(Boolean.class)
                .single();
    }

    List<ExpireHold> overdue(Instant now, int most) {
        return expiries(jdbc
                .sql("SELECT account_id, message_id FROM events.message WHERE due_at < ? ORDER BY due_at LIMIT ?")
                .param(now.atOffset(ZoneOffset.UTC))
                .param(most));
    }

    /** What copies hold that are gone. */
    List<ExpireHold> heldByNobody(int most) {
        return expiries(jdbc.sql("""
                SELECT account_id, message_id FROM events.message
                WHERE due_at IS NOT NULL AND held_by IS NOT NULL
                    AND NOT EXISTS (SELECT FROM events.copy WHERE copy_id = held_by)
                ORDER BY due_at LIMIT ?""")
                .param(most));
    }

    private static List<ExpireHold> expiries(JdbcClient.StatementSpec statement) {
        return statement
                .query((row, index) -> new ExpireHold(
                        new AccountId(row.getObject("account_id", UUID.class)),
                        new MessageId(row.getObject("message_id", UUID.class))))
                .list();
    }

    /** Frees the keys of what was sent before that time, the oldest first; returns how many. */
    int forgetKeys(Instant sentBefore, int most) {
        return jdbc.sql("""
                UPDATE events.message SET idempotency_key_hash = NULL, request_hash = NULL, remaining_tokens = NULL
                WHERE message_id IN (
                    SELECT message_id FROM events.message
                    WHERE idempotency_key_hash IS NOT NULL AND due_at IS NULL AND sent_at < ? ORDER BY sent_at LIMIT ?)
                """)
                .param(sentBefore.atOffset(ZoneOffset.UTC))
                .param(most)
                .update();
    }
}
