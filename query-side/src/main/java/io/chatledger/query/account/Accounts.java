package io.chatledger.query.account;

import java.util.Optional;
import java.util.UUID;
import org.springframework.data.repository.Repository;

interface Accounts extends Repository<AccountEntity, UUID> {

    Optional<Account> findByAccountId(UUID accountId);
}
