package io.chatledger.api;

/** Who an account is, and what it may do. */
public sealed interface IdentityEvent extends AccountEvent
        permits UserRegistered, ProfileChanged, RolesChanged, AccountSuspended, AccountReactivated, AccountClosed,
                AccountErased, PasswordResetIssued, ChatsOpened {}
