package io.chatledger.query.conversation;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.repository.Repository;

interface Conversations extends Repository<ConversationEntity, ConversationEntity.Key> {

    List<Conversation> findByAccountIdAndHiddenFalseAndPositionLessThanOrderByPositionDesc(
            UUID accountId, long before, Limit limit);

    Optional<Conversation> findByAccountIdAndConversationIdAndHiddenFalse(UUID accountId, UUID conversationId);
}
