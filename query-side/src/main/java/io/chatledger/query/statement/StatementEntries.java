package io.chatledger.query.statement;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.repository.Repository;

interface StatementEntries extends Repository<StatementEntryEntity, StatementEntryEntity.Key> {

    List<StatementEntry> findByAccountIdAndPositionGreaterThanAndPositionLessThanOrderByPositionDesc(
            UUID accountId, long after, long before, Limit limit);

    List<StatementEntry> findByAccountIdAndTypeAndPositionGreaterThanAndPositionLessThanOrderByPositionDesc(
            UUID accountId, StatementEntry.Type type, long after, long before, Limit limit);

    Optional<StatementEntry> findFirstByAccountIdOrderByPositionDesc(UUID accountId);

    Optional<StatementEntry> findFirstByAccountIdAndCreatedAtLessThanOrderByCreatedAtDescPositionDesc(
            UUID accountId, Instant before);

    Optional<StatementEntry> findFirstByAccountIdAndCreatedAtLessThanEqualOrderByCreatedAtDescPositionDesc(
            UUID accountId, Instant at);
}
