package io.chatledger.api;

import java.util.Set;
import org.axonframework.modelling.command.TargetAggregateIdentifier;

/** Replaces the roles; an account keeps {@link Role#USER} always. → {@link RolesChanged}. */
public record ChangeRoles(@TargetAggregateIdentifier AccountId accountId, Set<Role> roles, Actor actor)
        implements AccountCommand {}
