package io.chatledger.command.session;

import io.chatledger.api.AccountReactivated;
import io.chatledger.api.AccountSuspended;
import io.chatledger.api.RolesChanged;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.springframework.stereotype.Component;

/** Makes the standing of an account count at once in the process that has changed it. */
@Component
@ProcessingGroup("standing-watch")
class StandingWatch {

    private final RevocationList revocations;

    StandingWatch(RevocationList revocations) {
        this.revocations = revocations;
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
