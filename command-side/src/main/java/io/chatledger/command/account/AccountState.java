package io.chatledger.command.account;

import io.chatledger.api.Balance;
import io.chatledger.api.Role;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An account as it is after a command: the profile, and whether it may chat. */
public record AccountState(
        String id,
        String username,
        @Nullable String email,
        List<Role> roles,
        boolean suspended,
        long tokens,
        Instant createdAt) {

    public static AccountState of(AccountClaim claim, Balance balance) {
        return new AccountState(
                claim.accountId().toString(),
                claim.username(),
                claim.email(),
                claim.roles(),
                claim.isSuspended(),
                balance.available(),
                claim.createdAt());
    }
}
