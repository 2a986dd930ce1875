package io.chatledger.command.account;

import io.chatledger.api.AccountClosed;
import io.chatledger.api.AccountId;
import io.chatledger.api.AccountReactivated;
import io.chatledger.api.AccountSuspended;
import io.chatledger.api.EmailAddress;
import io.chatledger.api.ErrorCode;
import io.chatledger.api.ProfileChanged;
import io.chatledger.api.Role;
import io.chatledger.api.RolesChanged;
import io.chatledger.api.UserRegistered;
import io.chatledger.api.Username;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.Timestamp;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Keeps the claims in step with the events, in their transaction: an event whose claim fails has not happened. */
@Component
@ProcessingGroup("account-claims")
class ClaimKeeper {

    private final AccountClaims claims;
    private final ClaimedNames names;

    ClaimKeeper(AccountClaims claims, ClaimedNames names) {
        this.claims = claims;
        this.names = names;
    }

    @EventHandler
    void on(UserRegistered event, @Timestamp Instant at) {
        AccountId accountId = AccountId.parse(event.accountId());
        names.claimUsername(LoginName.of(new Username(event.username())), accountId);
        claimEmail(event.email(), accountId);
        claims.saveAndFlush(new AccountClaim(
                accountId.value(), event.username(), event.email(), event.roles(), at.truncatedTo(ChronoUnit.MILLIS)));
    }

    @EventHandler
    void on(ProfileChanged event) {
        AccountId accountId = AccountId.parse(event.accountId());
        change(event.accountId(), claim -> {
            names.releaseAllBut(LoginName.of(new Username(claim.username())), accountId);
            claimEmail(event.email(), accountId);
            claim.setEmail(event.email());
        });
    }

    @EventHandler
    void on(RolesChanged event, @Timestamp Instant at) {
        if (!event.roles().contains(Role.ADMIN.name())) {
            requireAnotherAdministrator(event.accountId());
        }
        change(event.accountId(), claim -> claim.setRoles(event.roles(), at));
    }

    @EventHandler
    void on(AccountSuspended event, @Timestamp Instant at) {
        requireAnotherAdministrator(event.accountId());
        change(event.accountId(), claim -> claim.setSuspended(true, at));
    }

    @EventHandler
    void on(AccountReactivated event, @Timestamp Instant at) {
        change(event.accountId(), claim -> claim.setSuspended(false, at));
    }

    /** The username stays taken, so that nobody comes under the name of somebody else. The address is free again. */
    @EventHandler
    void on(AccountClosed event) {
        AccountId accountId = AccountId.parse(event.accountId());
        AccountClaim claim = claims.findById(accountId.value()).orElseThrow();
        names.releaseAllBut(LoginName.of(new Username(claim.username())), accountId);
        claims.delete(claim);
    }

    /** Two may do this to each other at the same moment: the second waits here, and sees what the first has done. */
    private void requireAnotherAdministrator(String accountId) {
        if (claims.lockAdministrators().equals(List.of(AccountId.parse(accountId).value()))) {
            throw new Refusal(ErrorCode.FORBIDDEN, "This is the last administrator, and there must always be one.");
        }
    }

    private void claimEmail(@Nullable String email, AccountId accountId) {
        if (email != null) {
            names.claimEmail(LoginName.of(new EmailAddress(email)), accountId);
        }
    }

    private void change(String accountId, Consumer<AccountClaim> change) {
        AccountClaim claim = claims.findById(AccountId.parse(accountId).value()).orElseThrow();
        change.accept(claim);
        claims.saveAndFlush(claim);
    }
}
