package io.chatledger.query.history;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface ChatMessages extends Repository<ChatMessageEntity, UUID> {

    /** Without those of deleted conversations. */
    @Query("""
            SELECT m FROM ChatMessageEntity m WHERE m.accountId = :account
                AND m.position > :after AND m.position < :before AND m.createdAt >= :from AND m.createdAt < :until
                AND NOT EXISTS (SELECT c FROM ConversationEntity c WHERE c.conversationId = m.conversationId
                    AND c.accountId = m.accountId AND c.deletedAt IS NOT NULL)
            ORDER BY m.position DESC""")
    List<ChatMessage> find(UUID account, long after, long before, Instant from, Instant until, Limit limit);

    @Query("""
            SELECT m FROM ChatMessageEntity m WHERE m.accountId = :account AND m.conversationId = :conversation
                AND m.position > :after AND m.position < :before AND m.createdAt >= :from AND m.createdAt < :until
            ORDER BY m.position DESC""")
    List<ChatMessage> find(
            UUID account, UUID conversation, long after, long before, Instant from, Instant until, Limit limit);

    /** From the oldest on; none if the conversation is deleted. */
    @Query("""
            SELECT m FROM ChatMessageEntity m WHERE m.accountId = :account AND m.conversationId = :conversation
                AND m.position > :after
                AND NOT EXISTS (SELECT c FROM ConversationEntity c WHERE c.conversationId = m.conversationId
                    AND c.accountId = m.accountId AND c.deletedAt IS NOT NULL)
            ORDER BY m.position""")
    List<ChatMessage> findOldest(UUID account, UUID conversation, long after, Limit limit);

    /** Empty if the account has no such conversation, or has deleted it. */
    @Query("""
            SELECT c.title FROM ConversationEntity c
            WHERE c.accountId = :account AND c.conversationId = :conversation AND c.deletedAt IS NULL""")
    Optional<String> findTitle(UUID account, UUID conversation);

    /** Whether the account has such a conversation, and has not deleted it. */
    @Query("""
            SELECT count(c) > 0 FROM ConversationEntity c
            WHERE c.accountId = :account AND c.conversationId = :conversation AND c.deletedAt IS NULL""")
    boolean existsConversation(UUID account, UUID conversation);

    Optional<ChatMessage> findFirstByAccountIdAndCreatedAtLessThanOrderByCreatedAtDesc(UUID accountId, Instant before);

    Optional<ChatMessage> findFirstByAccountIdAndCreatedAtGreaterThanOrderByCreatedAt(UUID accountId, Instant after);
}
