package io.chatledger.query.history;

import static java.util.stream.Collectors.toMap;

import io.chatledger.api.AccountId;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What messages were about, without all that was said. */
@Component
public class MessageSummaries {

    private final JdbcClient jdbc;

    MessageSummaries(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** By message; those that are not there, or not the account's, are missing. Of deleted ones no word is told. */
    public Map<UUID, MessageSummary> of(AccountId account, Collection<UUID> messages) {
        return jdbc
                .sql("""
                        SELECT message_id, conversation_id, left(message, ?) AS beginning, model, price, deleted_at
                        FROM read.chat_message JOIN read.conversation USING (conversation_id, account_id)
                        WHERE message_id = ANY (?::uuid[]) AND account_id = ?""")
                .params(
                        Excerpt.ENOUGH_CHARACTERS,
                        messages.stream().map(UUID::toString).toArray(String[]::new),
                        account.value())
                .query((row, number) -> {
                    boolean deleted = row.getObject("deleted_at") != null;
                    return Map.entry(
                            row.getObject("message_id", UUID.class),
                            new MessageSummary(
                                    deleted ? null : row.getObject("conversation_id", UUID.class),
                                    deleted ? null : Excerpt.of(row.getString("beginning")),
                                    row.getString("model"),
                                    row.getString("price")));
                })
                .list()
                .stream()
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
