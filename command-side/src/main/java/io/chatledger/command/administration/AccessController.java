package io.chatledger.command.administration;

import io.chatledger.api.AccountId;
import io.chatledger.command.account.AccountClaims;
import io.chatledger.command.account.Refusal;
import io.chatledger.command.key.ApiKeys;
import io.chatledger.command.session.Sessions;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Tells administrators by how many ways an account can be used; which ones, only its owner sees. */
@RestController
class AccessController {

    /** @param sessions that live, as {@code apiKeys} do */
    record Access(long sessions, long apiKeys) {}

    private final AccountClaims claims;
    private final Sessions sessions;
    private final ApiKeys keys;

    AccessController(AccountClaims claims, Sessions sessions, ApiKeys keys) {
        this.claims = claims;
        this.sessions = sessions;
        this.keys = keys;
    }

    @GetMapping("/api/admin/users/{id}/access")
    Access access(@PathVariable String id) {
        AccountId account = AdministrationController.existing(id);
        if (!claims.existsById(account.value())) {
            throw Refusal.noSuchAccount();
        }
        return new Access(sessions.count(account), keys.count(account));
    }
}
