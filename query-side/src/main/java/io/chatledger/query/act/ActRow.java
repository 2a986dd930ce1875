package io.chatledger.query.act;

import io.chatledger.api.AccountClosed;
import io.chatledger.api.AccountErased;
import io.chatledger.api.AccountReactivated;
import io.chatledger.api.AccountSuspended;
import io.chatledger.api.Act;
import io.chatledger.api.Actor;
import io.chatledger.api.ChatsOpened;
import io.chatledger.api.PasswordResetIssued;
import io.chatledger.api.Reason;
import io.chatledger.api.RolesChanged;
import io.chatledger.api.TokensGranted;
import io.chatledger.api.TokensRevoked;
import io.chatledger.query.events.RecordedEvent;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that was done to an account by somebody in charge.
 *
 * @param accountId     that it was done to
 * @param type          the simple name of the event
 * @param actor         see {@link Actor}
 * @param reason        null if it was recorded before one was asked for, or was erased with the account
 * @param amount        tokens that came in, negative if they were taken away; null if none moved
 * @param previousRoles null if roles did not change, or these were not recorded yet
 * @param roles         null if they did not change
 * @param openUntil     when the actor can no longer read the chats; null if the act opened none
 */
record ActRow(
        long position,
        UUID accountId,
        String type,
        String actor,
        @Nullable String reason,
        @Nullable Long amount,
        @Nullable List<String> previousRoles,
        @Nullable List<String> roles,
        Instant createdAt,
        @Nullable Instant openUntil) {

    /** Null if the event is what happens to everybody, or what the account did itself. */
    static @Nullable ActRow of(RecordedEvent recorded, Act act) {
        return switch (act) {
            case TokensGranted it -> isWelcome(it) ? null : moved(recorded, it, it.reason(), it.amount());
            case TokensRevoked it -> moved(recorded, it, it.reason(), -it.amount());
            case RolesChanged it -> of(recorded, it, it.reason(), null, it.previousRoles(), it.roles());
            case AccountSuspended it -> of(recorded, it, it.reason(), null, null, null);
            case AccountReactivated it -> of(recorded, it, it.reason(), null, null, null);
            case PasswordResetIssued it -> of(recorded, it, it.reason(), null, null, null);
            case ChatsOpened it -> of(recorded, it, it.reason(), null, null, null)
                    .openUntil(recorded.recordedAt().plusSeconds(it.openSeconds()));
            case AccountErased it -> it.reason() == null ? null : of(recorded, it, it.reason(), null, null, null);
            case AccountClosed _ -> null;
        };
    }

    private static boolean isWelcome(TokensGranted granted) {
        return granted.actor().equals(Actor.SYSTEM.value()) && granted.reason().equals(Reason.WELCOME.value());
    }

    private static ActRow moved(RecordedEvent recorded, Act act, String reason, long amount) {
        return of(recorded, act, reason, amount, null, null);
    }

    private static ActRow of(
            RecordedEvent recorded,
            Act act,
            @Nullable String reason,
            @Nullable Long amount,
            @Nullable List<String> previousRoles,
            @Nullable List<String> roles) {
        return new ActRow(
                recorded.position(),
                recorded.accountId(),
                act.getClass().getSimpleName(),
                act.actor(),
                reason,
                amount,
                previousRoles,
                roles,
                recorded.recordedAt(),
                null);
    }

    private ActRow openUntil(Instant time) {
        return new ActRow(position, accountId, type, actor, reason, amount, previousRoles, roles, createdAt, time);
    }
}
