package io.chatledger.command.personal;

import io.chatledger.api.AccountErased;
import java.util.List;
import java.util.UUID;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Makes what command-side knows of a person unreadable, in the transaction of the event that says so. The events stay
 * as they are stored: what is personal in them opens with no key any more.
 */
@Component
@ProcessingGroup("erasure")
class Erasure {

    /** Each has the account's id as its parameter. Tokens, ids and times stay. */
    private static final List<String> FORGET = List.of(
            "DELETE FROM events.snapshot_event WHERE aggregate_identifier = ?::text",
            "DELETE FROM events.claimed_name WHERE account_id = ?",
            "DELETE FROM events.one_time_token WHERE account_id = ?",
            "DELETE FROM events.kept_answer WHERE account_id = ?",
            "UPDATE events.session SET user_agent = NULL WHERE account_id = ? AND user_agent IS NOT NULL",
            "UPDATE events.api_key SET name = NULL WHERE account_id = ? AND name IS NOT NULL",
            """
            UPDATE events.message SET idempotency_key_hash = NULL, request_hash = NULL
            WHERE account_id = ? AND idempotency_key_hash IS NOT NULL""");

    private final PersonalKeys keys;
    private final JdbcClient jdbc;

    Erasure(PersonalKeys keys, JdbcClient jdbc) {
        this.keys = keys;
        this.jdbc = jdbc;
    }

    @EventHandler
    void on(AccountErased event) {
        keys.destroy(event.accountId());
        UUID accountId = UUID.fromString(event.accountId());
        FORGET.forEach(statement -> jdbc.sql(statement).param(accountId).update());
    }
}
