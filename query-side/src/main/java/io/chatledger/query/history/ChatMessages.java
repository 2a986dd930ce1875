package io.chatledger.query.history;

import java.util.List;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.repository.Repository;

interface ChatMessages extends Repository<ChatMessageEntity, UUID> {

    List<ChatMessage> findByAccountIdAndPositionLessThanOrderByPositionDesc(UUID accountId, long before, Limit limit);

    List<ChatMessage> findByAccountIdAndConversationIdAndPositionLessThanOrderByPositionDesc(
            UUID accountId, UUID conversationId, long before, Limit limit);

    boolean existsByAccountIdAndConversationId(UUID accountId, UUID conversationId);
}
