package io.chatledger.api;

import java.util.Set;

/** Replaces the roles; an account keeps {@link Role#USER} always. → {@link RolesChanged}. */
public record ChangeRoles(AccountId accountId, Set<Role> roles, Reason reason, Actor actor)
        implements AccountCommand {}
