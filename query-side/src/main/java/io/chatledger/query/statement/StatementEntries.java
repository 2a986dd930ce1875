package io.chatledger.query.statement;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.repository.Repository;

interface StatementEntries extends Repository<StatementEntryEntity, Long> {

    List<StatementEntry> findByAccountIdAndPositionLessThanOrderByPositionDesc(
            UUID accountId, long before, Limit limit);

    Optional<StatementEntry> findFirstByAccountIdAndCreatedAtLessThanEqualOrderByPositionDesc(
            UUID accountId, Instant at);
}
