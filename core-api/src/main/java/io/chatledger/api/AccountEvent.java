package io.chatledger.api;

/**
 * What has happened to a {@code UserAccount}. Stored for ever under the full class name: a field may be added, none may
 * be renamed, retyped or taken away.
 */
public sealed interface AccountEvent permits IdentityEvent, ConversationEvent, TokenEvent {

    String accountId();
}
