package io.chatledger.command.account;

import io.chatledger.api.AccountReactivated;
import io.chatledger.api.AccountSuspended;
import io.chatledger.api.EmailAddress;
import io.chatledger.api.ErrorCode;
import io.chatledger.api.ProfileChanged;
import io.chatledger.api.RolesChanged;
import io.chatledger.api.UserRegistered;
import io.chatledger.api.Username;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Consumer;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.Timestamp;
import org.hibernate.exception.ConstraintViolationException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;

/** Keeps the claims in step with the events, in their transaction: an event whose claim fails has not happened. */
@Component
@ProcessingGroup("account-claims")
class ClaimKeeper {

    private final AccountClaims claims;

    ClaimKeeper(AccountClaims claims) {
        this.claims = claims;
    }

    @EventHandler
    void on(UserRegistered event, @Timestamp Instant at) {
        var claim = new AccountClaim(UUID.fromString(event.accountId()), new Username(event.username()), at);
        claim.claim(address(event.email()));
        claim.setRoles(event.roles());
        save(claim);
    }

    @EventHandler
    void on(ProfileChanged event) {
        change(event.accountId(), claim -> claim.claim(address(event.email())));
    }

    @EventHandler
    void on(RolesChanged event) {
        change(event.accountId(), claim -> claim.setRoles(event.roles()));
    }

    @EventHandler
    void on(AccountSuspended event) {
        change(event.accountId(), claim -> claim.setSuspended(true));
    }

    @EventHandler
    void on(AccountReactivated event) {
        change(event.accountId(), claim -> claim.setSuspended(false));
    }

    private void change(String accountId, Consumer<AccountClaim> change) {
        AccountClaim claim = claims.findById(UUID.fromString(accountId)).orElseThrow();
        change.accept(claim);
        save(claim);
    }

    private void save(AccountClaim claim) {
        try {
            claims.saveAndFlush(claim);
        } catch (DataIntegrityViolationException e) {
            throw taken(e);
        }
    }

    private static RuntimeException taken(DataIntegrityViolationException violation) {
        if (violation.getCause() instanceof ConstraintViolationException constraint) {
            String name = String.valueOf(constraint.getConstraintName());
            if (name.contains("username_taken")) {
                return new Refusal(ErrorCode.USERNAME_TAKEN, "This username is taken.");
            }
            if (name.contains("email_taken")) {
                return new Refusal(ErrorCode.EMAIL_TAKEN, "This email address is taken.");
            }
        }
        return violation;
    }

    private static @Nullable EmailAddress address(@Nullable String email) {
        return email == null ? null : new EmailAddress(email);
    }
}
