package io.chatledger.api;

import org.jspecify.annotations.Nullable;

/**
 * Gives a conversation a title of the user's own, and puts it into the archive or takes it out. → {@link
 * ConversationRenamed}, {@link ConversationHidden}, {@link ConversationRestored}; nothing for what is so already.
 *
 * @param title    null if it stays
 * @param archived null if it stays where it is
 */
public record ChangeConversation(
        AccountId accountId,
        ConversationId conversationId,
        @Nullable ConversationTitle title,
        @Nullable Boolean archived)
        implements AccountCommand {}
