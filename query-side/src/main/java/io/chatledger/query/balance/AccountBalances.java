package io.chatledger.query.balance;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.repository.Repository;

interface AccountBalances extends Repository<AccountBalanceEntity, UUID> {

    Optional<AccountBalance> findByAccountId(UUID accountId);

    List<AccountBalance> findByAccountIdIn(Collection<UUID> accountIds);
}
