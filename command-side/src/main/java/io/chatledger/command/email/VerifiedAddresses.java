package io.chatledger.command.email;

import io.chatledger.api.AccountClosed;
import io.chatledger.api.AccountId;
import io.chatledger.api.EmailAddress;
import io.chatledger.command.account.LoginName;
import io.chatledger.command.secret.Sha256;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Which address each account has proven to be its own. */
@Component
@ProcessingGroup("verified-addresses")
class VerifiedAddresses {

    private final JdbcClient jdbc;

    VerifiedAddresses(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** To be called in the transaction that verifies it. */
    void note(AccountId accountId, EmailAddress email) {
        jdbc.sql("""
                INSERT INTO events.verified_email (account_id, email_hash) VALUES (?, ?)
                ON CONFLICT (account_id) DO UPDATE SET email_hash = excluded.email_hash
                """)
                .param(accountId.value())
                .param(hash(email))
                .update();
    }

    boolean contains(AccountId accountId, EmailAddress email) {
        return jdbc.sql("SELECT EXISTS (SELECT 1 FROM events.verified_email WHERE account_id = ? AND email_hash = ?)")
                .param(accountId.value())
                .param(hash(email))
                .query(Boolean.class)
                .single();
    }

    @EventHandler
    void on(AccountClosed event) {
        jdbc.sql("DELETE FROM events.verified_email WHERE account_id = ?")
                .param(AccountId.parse(event.accountId()).value())
                .update();
    }

    /** Of the form in which addresses are unique. */
    static byte[] hash(EmailAddress email) {
        return Sha256.of(new LoginName(email.value()).value()).bytes();
    }
}
