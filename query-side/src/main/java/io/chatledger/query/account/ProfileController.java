package io.chatledger.query.account;

import io.chatledger.api.AccountId;
import io.chatledger.query.balance.Balances;
import io.chatledger.query.freshness.Freshness;
import io.chatledger.query.projection.ReadModel;
import io.chatledger.query.web.NotFound;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Who the caller is. */
@RestController
class ProfileController {

    private final Freshness freshness;
    private final Accounts accounts;
    private final Balances balances;

    ProfileController(Freshness freshness, Accounts accounts, Balances balances) {
        this.freshness = freshness;
        this.accounts = accounts;
        this.balances = balances;
    }

    record Profile(
            UUID id, String username, @Nullable String email, List<String> roles, long tokens, Instant createdAt) {}

    @GetMapping("/api/user/profile")
    Profile profile(@AuthenticationPrincipal AccountId caller) {
        return freshness.of(caller, Set.of(ReadModel.ACCOUNT, ReadModel.BALANCE), () -> {
            Account account = accounts.findByAccountId(caller.value())
                    .orElseThrow(() -> new NotFound("There is no such account."));
            return new Profile(
                    account.accountId(),
                    account.username(),
                    account.email(),
                    account.roles(),
                    balances.available(caller),
                    account.createdAt());
        });
    }
}
