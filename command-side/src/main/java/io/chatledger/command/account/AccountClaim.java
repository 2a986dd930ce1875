package io.chatledger.command.account;

import io.chatledger.api.EmailAddress;
import io.chatledger.api.Role;
import io.chatledger.api.Username;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What an account has claimed for itself, and what a log-in needs to know of it. Follows the account's events. */
@Entity
@Table(name = "account_claim")
public class AccountClaim {

    @Id
    private UUID accountId;

    private String username;
    private String usernameKey;
    private @Nullable String email;
    private @Nullable String emailKey;
    private String[] roles;
    private boolean suspended;
    private Instant createdAt;

    protected AccountClaim() {}

    AccountClaim(UUID accountId, Username username, Instant createdAt) {
        this.accountId = accountId;
        this.username = username.value();
        this.usernameKey = username.key();
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

    public Instant createdAt() {
        return createdAt;
    }

    void claim(@Nullable EmailAddress address) {
        email = address == null ? null : address.value();
        emailKey = address == null ? null : address.key();
    }

    void setRoles(List<String> names) {
        roles = names.toArray(String[]::new);
    }

    void setSuspended(boolean suspended) {
        this.suspended = suspended;
    }
}
