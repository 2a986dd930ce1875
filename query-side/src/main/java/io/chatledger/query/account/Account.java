package io.chatledger.query.account;

import io.chatledger.api.UserRegistered;
import io.chatledger.query.events.RecordedEvent;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who an account is.
 *
 * @param roles    none if it is closed
 * @param position of its registration: its place in the directory
 */
record Account(
        UUID accountId,
        long position,
        String username,
        @Nullable String email,
        List<String> roles,
        boolean suspended,
        Instant createdAt) {

    static Account registered(RecordedEvent recorded, UserRegistered registered) {
        return new Account(recorded.accountId(), recorded.position(), registered.username(), registered.email(),
                registered.roles(), false, recorded.recordedAt());
    }

    Account withEmail(@Nullable String newEmail) {
        return new Account(accountId, position, username, newEmail, roles, suspended, createdAt);
    }

    Account withRoles(List<String> newRoles) {
        return new Account(accountId, position, username, email, newRoles, suspended, createdAt);
    }

    Account withSuspended(boolean nowSuspended) {
        return new Account(accountId, position, username, email, roles, nowSuspended, createdAt);
    }

    /** Its username stays known, because its ledger does. */
    Account closed() {
        return new Account(accountId, position, username, null, List.of(), suspended, createdAt);
    }

    boolean isClosed() {
        return roles.isEmpty();
    }
}
