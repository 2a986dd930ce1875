package io.chatledger.api;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Opens an account. → {@link UserRegistered}, then {@link RolesChanged} if it has more roles than {@link Role#USER},
 * then {@link TokensGranted} if it begins with tokens.
 *
 * @param reason of what it is given beyond the account itself, by {@code actor}
 */
public record RegisterUser(
        AccountId accountId,
        Username username,
        @Nullable EmailAddress email,
        Set<Role> roles,
        TokenAmount tokens,
        Reason reason,
        Actor actor)
        implements AccountCommand {}
