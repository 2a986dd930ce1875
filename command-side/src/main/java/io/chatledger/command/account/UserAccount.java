package io.chatledger.command.account;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;
import static org.axonframework.modelling.command.AggregateLifecycle.getVersion;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import io.chatledger.api.AccountClosed;
import io.chatledger.api.AccountCommand;
import io.chatledger.api.AccountId;
import io.chatledger.api.AccountReactivated;
import io.chatledger.api.AccountSuspended;
import io.chatledger.api.Actor;
import io.chatledger.api.Balance;
import io.chatledger.api.ChangeConversation;
import io.chatledger.api.ChangeProfile;
import io.chatledger.api.ChangeRoles;
import io.chatledger.api.CheckBalance;
import io.chatledger.api.CloseAccount;
import io.chatledger.api.ConversationDeleted;
import io.chatledger.api.ConversationHidden;
import io.chatledger.api.ConversationRenamed;
import io.chatledger.api.ConversationRestored;
import io.chatledger.api.DeleteConversation;
import io.chatledger.api.ErrorCode;
import io.chatledger.api.ExpireHold;
import io.chatledger.api.FailReply;
import io.chatledger.api.GrantTokens;
import io.chatledger.api.HoldReleased;
import io.chatledger.api.IdempotencyClaim;
import io.chatledger.api.InvalidValue;
import io.chatledger.api.IssuePasswordReset;
import io.chatledger.api.MessageId;
import io.chatledger.api.MessageSent;
import io.chatledger.api.PasswordResetIssued;
import io.chatledger.api.ProfileChanged;
import io.chatledger.api.ReactivateAccount;
import io.chatledger.api.Reason;
import io.chatledger.api.RecordReply;
import io.chatledger.api.RegisterUser;
import io.chatledger.api.ReleaseReason;
import io.chatledger.api.ReplyFailed;
import io.chatledger.api.ReplyRecorded;
import io.chatledger.api.RevokeTokens;
import io.chatledger.api.Role;
import io.chatledger.api.RolesChanged;
import io.chatledger.api.SendMessage;
import io.chatledger.api.SuspendAccount;
import io.chatledger.api.TokenEvent;
import io.chatledger.api.TokensDebited;
import io.chatledger.api.TokensGranted;
import io.chatledger.api.TokensHeld;
import io.chatledger.api.TokensRevoked;
import io.chatledger.api.TokenAmount;
import io.chatledger.api.UserRegistered;
import io.chatledger.api.VerifyEmail;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventhandling.Timestamp;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.messaging.InterceptorChain;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CommandHandlerInterceptor;
import org.axonframework.modelling.command.ConcurrencyException;
import org.axonframework.modelling.command.CreationPolicy;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/**
 * The one place where it is decided whether tokens move. Every answer is the balance after what was decided.
 *
 * <p>A handler refuses before it applies its first event, never after: a refusal is not rolled back.
 */
@Aggregate(cache = "accountCache", snapshotTriggerDefinition = "accountSnapshots")
@JsonAutoDetect(fieldVisibility = Visibility.ANY) // for snapshots
class UserAccount {

    @AggregateIdentifier
    private String accountId;

    private Set<Role> roles = EnumSet.noneOf(Role.class);
    private boolean suspended;
    private boolean closed;
    private Balance balance = Balance.ZERO;
    private Holds holds = new Holds();
    private NewestChanges changes = new NewestChanges();
    private Instant lastMessageAt = Instant.EPOCH;

    /**
     * Another copy of this side may have written to the account since it was cached here. What appends events would fail at
     * that; a refusal, or an answer that appends nothing, must be checked before it is believed.
     */
    @CommandHandlerInterceptor
    @Nullable Object decideOnTheNewestEvent(AccountCommand command, InterceptorChain chain, StreamHead head)
            throws Exception {
        switch (command) {
            case RegisterUser _, SendMessage _, RecordReply _ -> {} // append
            default -> requireNewest(head);
        }
        try {
            requireOpen(command);
            return chain.proceed();
        } catch (Refusal refusal) {
            requireNewest(head);
            throw refusal;
        }
    }

    /** Whatever is being answered when an account is closed still comes to its end. */
    private void requireOpen(AccountCommand command) {
        switch (command) {
            case RecordReply _, FailReply _, ExpireHold _ -> {}
            default -> {
                if (closed) {
                    throw Refusal.noSuchAccount();
                }
            }
        }
    }

    private void requireNewest(StreamHead head) {
        if (head.newestSequence(accountId) > getVersion()) {
            throw new ConcurrencyException("the account has newer events than its cached state");
        }
    }

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.ALWAYS)
    Balance handle(RegisterUser command) {
        String email = command.email() == null ? null : command.email().value();
        String id = command.accountId().toString();
        apply(new UserRegistered(id, command.username().value(), email, names(EnumSet.of(Role.USER))));
        changeRoles(command.roles(), command.reason(), command.actor());
        if (!command.tokens().isZero()) {
            move(new TokensGranted(
                    id, command.tokens().value(), command.reason().value(), command.actor().value()));
        }
        return balance;
    }

    @CommandHandler
    Balance handle(ChangeProfile command) {
        String email = command.email() == null ? null : command.email().value();
        if (!changes.isEmail(email)) {
            apply(new ProfileChanged(accountId, email));
        }
        return balance;
    }

    @CommandHandler
    Balance handle(VerifyEmail command) {
        requireRoomFor(command.welcomeTokens());
        String email = command.email().value();
        if (!changes.isEmail(email)) {
            apply(new ProfileChanged(accountId, email));
        }
        if (!command.welcomeTokens().isZero()) {
            move(new TokensGranted(accountId, command.welcomeTokens().value(), Reason.WELCOME.value(), Actor.SYSTEM.value()));
        }
        return balance;
    }

    @CommandHandler
    Balance handle(ChangeRoles command) {
        refuseOnOneself(command.accountId(), command.actor());
        changeRoles(command.roles(), command.reason(), command.actor());
        return balance;
    }

    @CommandHandler
    Balance handle(SuspendAccount command) {
        refuseOnOneself(command.accountId(), command.actor());
        if (!suspended) {
            apply(new AccountSuspended(accountId, command.reason().value(), command.actor().value()));
        }
        return balance;
    }

    @CommandHandler
    Balance handle(ReactivateAccount command) {
        if (suspended) {
            apply(new AccountReactivated(accountId, command.reason().value(), command.actor().value()));
        }
        return balance;
    }

    @CommandHandler
    Balance handle(CloseAccount command) {
        if (roles.contains(Role.ADMIN)) {
            throw new Refusal(
                    ErrorCode.FORBIDDEN, "Another administrator must remove your role before you can close this account.");
        }
        apply(new AccountClosed(accountId, command.actor().value()));
        return balance;
    }

    /** Not for oneself: who has a stolen access token and not the password could choose a new one. */
    @CommandHandler
    Balance handle(IssuePasswordReset command) {
        refuseOnOneself(command.accountId(), command.actor());
        if (suspended) {
            throw new Refusal(ErrorCode.FORBIDDEN, "A suspended account gets no reset code; reactivate it first.");
        }
        apply(new PasswordResetIssued(accountId, command.reason().value(), command.actor().value()));
        return balance;
    }

    @CommandHandler
    Balance handle(GrantTokens command) {
        requireRoomFor(command.amount());
        return move(new TokensGranted(
                accountId, command.amount().value(), command.reason().value(), command.actor().value()));
    }

    @CommandHandler
    Balance handle(RevokeTokens command) {
        requireAvailable(command.amount().value());
        return move(new TokensRevoked(
                accountId, command.amount().value(), command.reason().value(), command.actor().value()));
    }

    @CommandHandler
    SentMessage handle(SendMessage command) {
        if (suspended) {
            throw new Refusal(ErrorCode.SUSPENDED, "This account is suspended.");
        }
        refuseDeleted(command.conversationId().toString());
        requireAvailable(command.hold().value());
        String messageId = command.messageId().toString();
        IdempotencyClaim claim = command.claim();
        apply(new MessageSent(
                accountId,
                messageId,
                command.conversationId().toString(),
                command.text().value(),
                command.model(),
                claim == null ? null : claim.keyHash(),
                claim == null ? null : claim.requestHash()));
        move(new TokensHeld(accountId, messageId, command.hold().value(), command.price()));
        return new SentMessage(lastMessageAt, balance);
    }

    @CommandHandler
    Settlement handle(RecordReply command) {
        String messageId = command.messageId().toString();
        var reply = new ReplyRecorded(
                accountId,
                messageId,
                command.text(),
                command.finish().name(),
                command.reasoning(),
                command.refusal() ? true : null);
        if (holds.hasExpired(command.messageId())) {
            apply(reply);
            return new Settlement(0, balance);
        }
        if (!holds.isOpen(command.messageId())) {
            throw new Refusal(ErrorCode.NOT_FOUND, "No hold is open for this message.");
        }
        long released = holds.amount(command.messageId()).minus(command.price()).value();
        apply(reply);
        long debited = command.price().value();
        return new Settlement(
                debited, move(new TokensDebited(accountId, messageId, debited, released, command.usage())));
    }

    @CommandHandler
    Balance handle(FailReply command) {
        if (holds.isOpen(command.messageId())) {
            apply(new ReplyFailed(accountId, command.messageId().toString(), command.code().name()));
            boolean cancelled = command.code() == ErrorCode.CANCELLED;
            release(command.messageId(), cancelled ? ReleaseReason.CANCELLED : ReleaseReason.FAILED);
        }
        return balance;
    }

    @CommandHandler
    Balance handle(ExpireHold command) {
        if (holds.isOpen(command.messageId())) {
            release(command.messageId(), ReleaseReason.EXPIRED);
        }
        return balance;
    }

    @CommandHandler
    Balance handle(ChangeConversation command) {
        String conversationId = command.conversationId().toString();
        refuseDeleted(conversationId);
        String title = command.title() == null ? null : command.title().value();
        if (title != null && !changes.isTitle(conversationId, title)) {
            apply(new ConversationRenamed(accountId, conversationId, title));
        }
        Boolean archived = command.archived();
        if (archived != null && !changes.isArchived(conversationId, archived)) {
            apply(archived
                    ? new ConversationHidden(accountId, conversationId)
                    : new ConversationRestored(accountId, conversationId));
        }
        return balance;
    }

    @CommandHandler
    Balance handle(DeleteConversation command) {
        String conversationId = command.conversationId().toString();
        refuseDeleted(conversationId);
        apply(new ConversationDeleted(accountId, conversationId));
        return balance;
    }

    @CommandHandler
    Balance handle(CheckBalance command) {
        return balance;
    }

    private void changeRoles(Set<Role> others, Reason reason, Actor actor) {
        Set<Role> wanted = EnumSet.of(Role.USER);
        wanted.addAll(others);
        if (!wanted.equals(roles)) {
            apply(new RolesChanged(accountId, names(wanted), actor.value(), names(roles), reason.value()));
        }
    }

    private void release(MessageId messageId, ReleaseReason reason) {
        long held = holds.amount(messageId).value();
        move(new HoldReleased(accountId, messageId.toString(), held, reason.name()));
    }

    private Balance move(TokenEvent event) {
        apply(event);
        return balance;
    }

    private void requireRoomFor(TokenAmount amount) {
        if (amount.value() > Long.MAX_VALUE - balance.balance()) {
            throw Refusal.of(new InvalidValue("amount", "is more than an account can hold"));
        }
    }

    private void requireAvailable(long amount) {
        if (amount > balance.available()) {
            throw Refusal.outOfTokens(amount, balance.available());
        }
    }

    /** Whoever asks has looked whether there is the conversation; since then it may have been deleted. */
    private void refuseDeleted(String conversationId) {
        if (changes.isDeleted(conversationId)) {
            throw new Refusal(ErrorCode.NOT_FOUND, "There is no such conversation.");
        }
    }

    /** So that the last administrator cannot lock the house from outside. */
    private static void refuseOnOneself(AccountId accountId, Actor actor) {
        if (actor.equals(Actor.of(accountId))) {
            throw new Refusal(ErrorCode.FORBIDDEN, "This can only be done by another administrator.");
        }
    }

    private static List<String> names(Set<Role> roles) {
        return roles.stream().sorted().map(Role::name).toList();
    }

    @EventSourcingHandler
    void on(UserRegistered event) {
        accountId = event.accountId();
        event.roles().forEach(role -> roles.add(Role.valueOf(role)));
        changes.email(event.email());
    }

    @EventSourcingHandler
    void on(ProfileChanged event) {
        changes.email(event.email());
    }

    @EventSourcingHandler
    void on(RolesChanged event) {
        roles.clear();
        event.roles().forEach(role -> roles.add(Role.valueOf(role)));
    }

    @EventSourcingHandler
    void on(AccountSuspended event) {
        suspended = true;
    }

    @EventSourcingHandler
    void on(AccountReactivated event) {
        suspended = false;
    }

    @EventSourcingHandler
    void on(AccountClosed event) {
        closed = true;
    }

    @EventSourcingHandler
    void on(TokenEvent event) {
        balance = balance.after(event);
        holds.follow(event);
    }

    @EventSourcingHandler
    void on(MessageSent event, @Timestamp Instant at) {
        lastMessageAt = at.truncatedTo(ChronoUnit.MILLIS); // as it is stored
        changes.written(event.conversationId());
    }

    @EventSourcingHandler
    void on(ConversationRenamed event) {
        changes.title(event.conversationId(), event.title());
    }

    @EventSourcingHandler
    void on(ConversationHidden event) {
        changes.archived(event.conversationId(), true);
    }

    @EventSourcingHandler
    void on(ConversationRestored event) {
        changes.archived(event.conversationId(), false);
    }

    @EventSourcingHandler
    void on(ConversationDeleted event) {
        changes.deleted(event.conversationId());
    }

    @EventSourcingHandler
    void on(ReplyRecorded event) {
        holds.answered(event.messageId());
    }
}
