package io.chatledger.command.account;

import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.NativeQuery;

/** The claims by what they were claimed for. Keys are {@code Username#key()} and {@code EmailAddress#key()}. */
public interface AccountClaims extends JpaRepository<AccountClaim, UUID> {

    Optional<AccountClaim> findByUsernameKey(String usernameKey);

    Optional<AccountClaim> findByEmailKey(String emailKey);

    @NativeQuery("SELECT EXISTS (SELECT 1 FROM events.account_claim WHERE ?1 = ANY (roles))")
    boolean existsWithRole(String role);
}
