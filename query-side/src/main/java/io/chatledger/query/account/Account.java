package io.chatledger.query.account;

import io.chatledger.api.Personal;
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
 * @param suspensionReason null if it is not suspended
 * @param position of its registration: its place in the directory
 */
record Account(
        UUID accountId,
        long position,
        String username,
        @Nullable String email,
        List<String> roles,
        boolean suspended,
        @Nullable String suspensionReason,
        Instant createdAt) {

    static Account registered(RecordedEvent recorded, UserRegistered registered) {
        return new Account(recorded.accountId(), recorded.position(), registered.username(), registered.email(),
                registered.roles(), false, null, recorded.recordedAt());
    }

    Account withEmail(@Nullable String newEmail) {
        return new Account(accountId, position, username, newEmail, roles, suspended, suspensionReason, createdAt);
    }

    Account withRoles(List<String> newRoles) {
        return new Account(accountId, position, username, email, newRoles, suspended, suspensionReason, createdAt);
    }

    Account suspendedFor(@Nullable String reason) {
        return new Account(accountId, position, username, email, roles, true, reason, createdAt);
    }

    Account reactivated() {
        return new Account(accountId, position, username, email, roles, false, null, createdAt);
    }

    /** Its username stays known, because its ledger does. */
    Account closed() {
        return new Account(accountId, position, username, null, List.of(), suspended, suspensionReason, createdAt);
    }

    /** Nothing is left but what the ledger needs. */
    Account erased() {
        String reason = suspended ? Personal.ERASED : null;
        return new Account(accountId, position, Personal.ERASED, null, roles, suspended, reason, createdAt);
    }

    boolean isClosed() {
        return roles.isEmpty();
    }
}
