package io.chatledger.command.chat;

import io.chatledger.api.AccountEvent;
import io.chatledger.api.AccountId;
import java.time.Instant;
import java.util.Optional;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.SimpleSerializedObject;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Single events of an account, by their place in its stream. */
@Component
class AccountEvents {

    private final JdbcClient jdbc;
    private final Serializer serializer;

    AccountEvents(JdbcClient jdbc, Serializer serializer) {
        this.jdbc = jdbc;
        this.serializer = serializer;
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
                .query((row, index) -> type.cast(serializer.deserialize(
                        new SimpleSerializedObject<>(row.getBytes(1), byte[].class, type.getName(), null))))
                .optional();
    }

    Instant recordedAt(AccountId accountId, long sequence) {
        return jdbc.sql("SELECT time_stamp FROM events.domain_event WHERE aggregate_identifier = ? AND sequence_number = ?")
                .param(accountId.toString())
                .param(sequence)
                .query((row, index) -> Instant.parse(row.getString(1)))
                .single();
    }
}
