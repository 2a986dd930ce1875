package io.chatledger.api;

import java.util.List;

/** The account has these roles from now on. */
public record RolesChanged(String accountId, List<String> roles, String actor)
        implements IdentityEvent, Act {}
