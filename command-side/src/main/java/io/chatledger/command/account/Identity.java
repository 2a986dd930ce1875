package io.chatledger.command.account;

import io.chatledger.api.AccountClosed;
import io.chatledger.api.AccountCommand;
import io.chatledger.api.AccountErased;
import io.chatledger.api.AccountId;
import io.chatledger.api.AccountReactivated;
import io.chatledger.api.AccountSuspended;
import io.chatledger.api.Actor;
import io.chatledger.api.ChangeRoles;
import io.chatledger.api.ChatsOpened;
import io.chatledger.api.CloseAccount;
import io.chatledger.api.EmailAddress;
import io.chatledger.api.EraseAccount;
import io.chatledger.api.ErrorCode;
import io.chatledger.api.ExpireHold;
import io.chatledger.api.FailReply;
import io.chatledger.api.IdentityEvent;
import io.chatledger.api.IssuePasswordReset;
import io.chatledger.api.OpenChats;
import io.chatledger.api.PasswordResetIssued;
import io.chatledger.api.ProfileChanged;
import io.chatledger.api.ReactivateAccount;
import io.chatledger.api.RecordReply;
import io.chatledger.api.RegisterUser;
import io.chatledger.api.Role;
import io.chatledger.api.RolesChanged;
import io.chatledger.api.SuspendAccount;
import io.chatledger.api.UserRegistered;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who an account is and what it may do, and which events follow when that is to change: none if it is so already.
 *
 * @param email as it was given, because another spelling is a change; null without one
 */
record Identity(Set<Role> roles, @Nullable String email, boolean suspended, boolean closed, boolean erased) {

    /** Before there is an account. */
    static final Identity NONE = new Identity(Set.of(), null, false, false, false);

    Identity after(IdentityEvent event) {
        return switch (event) {
            case UserRegistered registered ->
                new Identity(roles(registered.roles()), registered.email(), false, false, false);
            case ProfileChanged changed -> new Identity(roles, changed.email(), suspended, closed, erased);
            case RolesChanged changed -> new Identity(roles(changed.roles()), email, suspended, closed, erased);
            case AccountSuspended _ -> new Identity(roles, email, true, closed, erased);
            case AccountReactivated _ -> new Identity(roles, email, false, closed, erased);
            case AccountClosed _ -> new Identity(roles, email, suspended, true, erased);
            case AccountErased _ -> new Identity(roles, null, suspended, closed, true);
            case PasswordResetIssued _, ChatsOpened _ -> this;
        };
    }

    /** Whatever is being answered when an account is closed still comes to its end, and what it said can be erased. */
    void requireOpenFor(AccountCommand command) {
        switch (command) {
            case RecordReply _, FailReply _, ExpireHold _, EraseAccount _ -> {}
            default -> {
                if (closed) {
                    throw Refusal.noSuchAccount();
                }
            }
        }
    }

    void requireActive() {
        if (suspended) {
            throw new Refusal(ErrorCode.SUSPENDED, "This account is suspended.");
        }
    }

    List<IdentityEvent> decide(RegisterUser command) {
        String email = command.email() == null ? null : command.email().value();
        var registered = new UserRegistered(
                command.accountId().toString(), command.username().value(), email, List.of(Role.USER.name()));
        var roles = new ChangeRoles(command.accountId(), command.roles(), command.reason(), command.actor());
        var events = new ArrayList<IdentityEvent>(List.of(registered));
        events.addAll(after(registered).changeRoles(roles));
        return events;
    }

    /** @param other null to take it away */
    List<IdentityEvent> changeEmail(AccountId accountId, @Nullable EmailAddress other) {
        var changed = new ProfileChanged(accountId.toString(), other == null ? null : other.value());
        return after(changed).equals(this) ? List.of() : List.of(changed);
    }

    List<IdentityEvent> decide(ChangeRoles command) {
        refuseOnOneself(command.accountId(), command.actor());
        return changeRoles(command);
    }

    private List<IdentityEvent> changeRoles(ChangeRoles command) {
        Set<Role> wanted = EnumSet.of(Role.USER);
        wanted.addAll(command.roles());
        if (wanted.equals(roles)) {
            return List.of();
        }
        return List.of(new RolesChanged(
                command.accountId().toString(),
                names(wanted),
                command.actor().value(),
                names(roles),
                command.reason().value()));
    }

    List<IdentityEvent> decide(SuspendAccount command) {
        refuseOnOneself(command.accountId(), command.actor());
        return suspended
                ? List.of()
                : List.of(new AccountSuspended(
                        command.accountId().toString(), command.reason().value(), command.actor().value()));
    }

    List<IdentityEvent> decide(ReactivateAccount command) {
        return !suspended
                ? List.of()
                : List.of(new AccountReactivated(
                        command.accountId().toString(), command.reason().value(), command.actor().value()));
    }

    List<IdentityEvent> decide(CloseAccount command) {
        if (roles.contains(Role.ADMIN)) {
            throw new Refusal(
                    ErrorCode.FORBIDDEN,
                    "Another administrator must remove your role before you can close this account.");
        }
        return List.of(new AccountClosed(command.accountId().toString(), command.actor().value()));
    }

    List<IdentityEvent> decide(EraseAccount command) {
        if (erased) {
            return List.of();
        }
        var events = new ArrayList<IdentityEvent>();
        if (!closed) {
            events.addAll(decide(new CloseAccount(command.accountId(), command.actor())));
        }
        String reason = command.reason() == null ? null : command.reason().value();
        events.add(new AccountErased(command.accountId().toString(), reason, command.actor().value()));
        return events;
    }

    /** Not for oneself: who has a stolen access token and not the password could choose a new one. */
    List<IdentityEvent> decide(IssuePasswordReset command) {
        refuseOnOneself(command.accountId(), command.actor());
        if (suspended) {
            throw new Refusal(ErrorCode.FORBIDDEN, "A suspended account gets no reset code; reactivate it first.");
        }
        return List.of(new PasswordResetIssued(
                command.accountId().toString(), command.reason().value(), command.actor().value()));
    }

    /** Each time it is said why, one's own chats included: nobody is asked whose they are before. */
    List<IdentityEvent> decide(OpenChats command) {
        return List.of(new ChatsOpened(
                command.accountId().toString(),
                command.reason().value(),
                command.actor().value(),
                command.time().toSeconds()));
    }

    /** So that the last administrator cannot lock the house from outside. */
    private static void refuseOnOneself(AccountId accountId, Actor actor) {
        if (actor.equals(Actor.of(accountId))) {
            throw new Refusal(ErrorCode.FORBIDDEN, "This can only be done by another administrator.");
        }
    }

    private static Set<Role> roles(List<String> names) {
        return names.stream().map(Role::valueOf).collect(Collectors.toCollection(() -> EnumSet.noneOf(Role.class)));
    }

    private static List<String> names(Set<Role> roles) {
        return roles.stream().sorted().map(Role::name).toList();
    }
}
