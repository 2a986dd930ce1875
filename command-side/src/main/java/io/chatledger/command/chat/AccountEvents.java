package io.chatledger.command.chat;

import io.chatledger.api.AccountEvent;
import io.chatledger.api.AccountId;
import io.chatledger.api.ConversationId;
import io.chatledger.api.MessageSent;
import io.chatledger.api.ReplyRecorded;
import io.chatledger.command.personal.PersonalKeys;
import io.chatledger.personal.PersonalText;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.SimpleSerializedObject;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Single events of an account, by their place in its stream. */
@Component
class AccountEvents {

    /** What was said, and what was replied. */
    record Exchange(MessageSent sent, ReplyRecorded reply) {}

    private final JdbcClient jdbc;
    private final Serializer serializer;
    private final PersonalKeys keys;

    AccountEvents(JdbcClient jdbc, Serializer serializer, PersonalKeys keys) {
        this.jdbc = jdbc;
        this.serializer = serializer;
        this.keys = keys;
    }

    /** @throws IllegalStateException if it is not there or of another type: the table that led here is wrong */
    <E extends AccountEvent> E read(AccountId accountId, long sequence, Class<E> type) {
        return find(accountId, sequence, type)
                .orElseThrow(() -> new IllegalStateException("no " + type.getSimpleName() + " at " + sequence));
    }

    <E extends AccountEvent> Optional<E> find(AccountId accountId, long sequence, Class<E> type) {
        return jdbc.sql("""
                SELECT payload FROM events.domain_event
                WHERE aggregate_identifier = ? AND sequence_number = ? AND payload_type = ?
                """)
                .param(accountId.toString())
                .param(sequence)
                .param(type.getName())
                .query((row, index) -> deserialize(accountId, row.getBytes(1), type))
                .optional();
    }

    /**
     * The newest exchanges of a conversation that were answered, newest first, by one statement. Read as it is
     * consumed; the caller closes it.
     *
     * @throws IllegalStateException while it is read, if an event is not where the table says
     */
    Stream<Exchange> newestExchanges(AccountId accountId, ConversationId conversationId, int most) {
        return jdbc.sql("""
                SELECT sent.payload, reply.payload
                FROM (SELECT sent_sequence, reply_sequence FROM events.message
                    WHERE account_id = :account AND conversation_id = :conversation AND reply_sequence IS NOT NULL
                    ORDER BY sent_sequence DESC LIMIT :most) AS exchange
                LEFT JOIN events.domain_event AS sent ON sent.aggregate_identifier = :stream
                    AND sent.sequence_number = sent_sequence AND sent.payload_type = :sentType
                LEFT JOIN events.domain_event AS reply ON reply.aggregate_identifier = :stream
                    AND reply.sequence_number = reply_sequence AND reply.payload_type = :replyType
                ORDER BY sent_sequence DESC
                """)
                .param("account", accountId.value())
                .param("conversation", conversationId.value())
                .param("most", most)
                .param("stream", accountId.toString())
                .param("sentType", MessageSent.class.getName())
                .param("replyType", ReplyRecorded.class.getName())
                .query((row, index) -> new Exchange(
                        deserialize(accountId, row.getBytes(1), MessageSent.class),
                        deserialize(accountId, row.getBytes(2), ReplyRecorded.class)))
                .stream();
    }

    private <E extends AccountEvent> E deserialize(
            AccountId accountId, byte @Nullable [] payload, Class<E> type) {
        if (payload == null) {
            throw new IllegalStateException("no " + type.getSimpleName() + " where the table of messages says");
        }
        byte[] opened = PersonalText.opened(type.getName(), accountId.toString(), payload, keys);
        return type.cast(serializer.deserialize(
                new SimpleSerializedObject<>(opened, byte[].class, type.getName(), null)));
    }

    Instant recordedAt(AccountId accountId, long sequence) {
        return jdbc.sql(
                "SELECT time_stamp FROM events.domain_event WHERE aggregate_identifier = ? AND sequence_number = ?")
                .param(accountId.toString())
                .param(sequence)
                .query((row, index) -> Instant.parse(row.getString(1)))
                .single();
    }
}
