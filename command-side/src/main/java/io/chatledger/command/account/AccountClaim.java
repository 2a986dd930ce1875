package io.chatledger.command.account;

import io.chatledger.api.ErrorCode;
import io.chatledger.api.Role;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a log-in needs to know of an account. Follows the account's events. */
@Entity
@Table(name = "account_claim")
public class AccountClaim {

    @Id
    private UUID accountId;

    private String username;
    private @Nullable String email;
    private String[] roles;
    private boolean suspended;
    private Instant createdAt;
    @SuppressWarnings("UnusedVariable") // read by SQL alone
    private @Nullable Instant standingChangedAt;

    protected AccountClaim() {}

    AccountClaim(UUID accountId, String username, @Nullable String email, List<String> roles, Instant createdAt) {
        this.accountId = accountId;
        this.username = username;
        this.email = email;
        this.roles = roles.toArray(String[]::new);
        this.createdAt = createdAt;
    }

    public UUID accountId() {
        return accountId;
    }

    public String username() {
        return username;
    }

    public @Nullable String email() {
        return email;
    }

    public List<Role> roles() {
        return List.of(roles).stream().map(Role::valueOf).toList();
    }

    public boolean isSuspended() {
        return suspended;
    }

    /** @throws Refusal {@link ErrorCode#SUSPENDED} */
    public AccountClaim requireActive() {
        if (suspended) {
            throw new Refusal(ErrorCode.SUSPENDED, "This account is suspended.");
        }
        return this;
    }

    public Instant createdAt() {
        return createdAt;
    }

    void setEmail(@Nullable String email) {
        this.email = email;
    }

    void setRoles(List<String> names, Instant at) {
        roles = names.toArray(String[]::new);
        standingChangedAt = at;
    }

    void setSuspended(boolean suspended, Instant at) {
        this.suspended = suspended;
        standingChangedAt = at;
    }
}
