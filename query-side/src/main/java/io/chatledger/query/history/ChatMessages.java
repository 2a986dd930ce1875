package io.chatledger.query.history;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface ChatMessages extends Repository<ChatMessageEntity, UUID> {

    @Query("""
            SELECT m FROM ChatMessageEntity m WHERE m.accountId = :account
                AND m.position > :after AND m.position < :before AND m.createdAt >= :from AND m.createdAt < :until
            ORDER BY m.position DESC""")
    List<ChatMessage> find(UUID account, long after, long before, Instant from, Instant until, Limit limit);

    @Query("""
            SELECT m FROM ChatMessageEntity m WHERE m.accountId = :account AND m.conversationId = :conversation
                AND m.position > :after AND m.position < :before AND m.createdAt >= :from AND m.createdAt < :until
            ORDER BY m.position DESC""")
    List<ChatMessage> find(
            UUID account, UUID conversation, long after, long before, Instant from, Instant until, Limit limit);

    boolean existsByAccountIdAndConversationId(UUID accountId, UUID conversationId);

    Optional<ChatMessage> findFirstByAccountIdAndCreatedAtLessThanOrderByCreatedAtDesc(UUID accountId, Instant before);

    Optional<ChatMessage> findFirstByAccountIdAndCreatedAtGreaterThanOrderByCreatedAt(UUID accountId, Instant after);
}
