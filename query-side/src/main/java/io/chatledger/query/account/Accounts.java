package io.chatledger.query.account;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface Accounts extends Repository<AccountEntity, UUID> {

    Optional<Account> findByAccountId(UUID accountId);

    List<Account> findByPositionGreaterThanOrderByPosition(long after, Limit limit);

    /** By a part of the username or of the email, without regard to case. */
    @Query("""
            SELECT a FROM AccountEntity a WHERE a.position > :after
                AND (locate(lower(:part), lower(a.username)) > 0 OR locate(lower(:part), lower(a.email)) > 0)
            ORDER BY a.position""")
    List<Account> search(String part, long after, Limit limit);
}
