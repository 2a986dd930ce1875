package io.chatledger.query.conversation;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.repository.Repository;

interface Conversations extends Repository<ConversationEntity, ConversationEntity.Key> {

    List<Conversation> findByAccountIdAndArchivedAndDeletedAtIsNullAndPositionLessThanOrderByPositionDesc(
            UUID accountId, boolean archived, long before, Limit limit);

    Optional<Conversation> findByAccountIdAndConversationIdAndDeletedAtIsNull(UUID accountId, UUID conversationId);

    List<Conversation> findByAccountIdAndPositionLessThanOrderByPositionDesc(UUID accountId, long before, Limit limit);
}
