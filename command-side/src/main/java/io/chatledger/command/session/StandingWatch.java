package io.chatledger.command.session;

import io.chatledger.api.AccountClosed;
import io.chatledger.api.AccountId;
import io.chatledger.api.AccountReactivated;
import io.chatledger.api.AccountSuspended;
import io.chatledger.api.RolesChanged;
import io.chatledger.command.account.Passwords;
import io.chatledger.command.revocation.RevocationList;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.springframework.stereotype.Component;

/**
 * Makes the standing of an account count at once in the process that has changed it, and ends what a closed one has.
 */
@Component
@ProcessingGroup("standing-watch")
class StandingWatch {

    private final RevocationList revocations;
    private final Passwords passwords;
    private final Sessions sessions;

    StandingWatch(RevocationList revocations, Passwords passwords, Sessions sessions) {
        this.revocations = revocations;
        this.passwords = passwords;
        this.sessions = sessions;
    }

    @EventHandler
    void on(AccountClosed event) {
        AccountId accountId = AccountId.parse(event.accountId());
        passwords.forget(accountId);
        sessions.endAll(accountId, SessionEnd.ACCOUNT_CLOSED);
    }

    @EventHandler
    void on(AccountSuspended event) {
        revocations.renewAfterCommit();
    }

    @EventHandler
    void on(AccountReactivated event) {
        revocations.renewAfterCommit();
    }

    @EventHandler
    void on(RolesChanged event) {
        revocations.renewAfterCommit();
    }
}
