package io.chatledger.api;

/** What was said, and what became of it. */
public sealed interface ConversationEvent extends AccountEvent
        permits MessageSent, ReplyRecorded, ReplyFailed, ConversationRenamed, ConversationHidden,
                ConversationRestored, ConversationDeleted {}
