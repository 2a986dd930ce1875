package io.chatledger.command.account;

import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.NativeQuery;

/** The claims, by account. */
public interface AccountClaims extends JpaRepository<AccountClaim, UUID> {

    @NativeQuery("SELECT EXISTS (SELECT 1 FROM events.account_claim WHERE ?1 = ANY (roles))")
    boolean existsWithRole(String role);
}
