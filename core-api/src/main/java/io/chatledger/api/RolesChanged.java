package io.chatledger.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The account has these roles from now on.
 *
 * @param previousRoles those it had until now; null if recorded before this was noted
 * @param reason        why; null if recorded before this was asked for
 */
public record RolesChanged(
        String accountId,
        List<String> roles,
        String actor,
        @Nullable List<String> previousRoles,
        @Personal @Nullable String reason)
        implements IdentityEvent, Act {}
