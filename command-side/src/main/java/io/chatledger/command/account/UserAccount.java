package io.chatledger.command.account;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;
import static org.axonframework.modelling.command.AggregateLifecycle.getVersion;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import io.chatledger.api.AccountCommand;
import io.chatledger.api.AccountEvent;
import io.chatledger.api.Actor;
import io.chatledger.api.Balance;
import io.chatledger.api.ChangeConversation;
import io.chatledger.api.ChangeProfile;
import io.chatledger.api.ChangeRoles;
import io.chatledger.api.CheckBalance;
import io.chatledger.api.CheckKeyBudget;
import io.chatledger.api.CloseAccount;
import io.chatledger.api.ConversationEvent;
import io.chatledger.api.DeleteConversation;
import io.chatledger.api.EraseAccount;
import io.chatledger.api.ErrorCode;
import io.chatledger.api.ExpireHold;
import io.chatledger.api.FailReply;
import io.chatledger.api.GrantTokens;
import io.chatledger.api.HoldReleased;
import io.chatledger.api.IdentityEvent;
import io.chatledger.api.InvalidValue;
import io.chatledger.api.IssuePasswordReset;
import io.chatledger.api.MessageId;
import io.chatledger.api.MessageSent;
import io.chatledger.api.OpenChats;
import io.chatledger.api.ReactivateAccount;
import io.chatledger.api.Reason;
import io.chatledger.api.RecordReply;
import io.chatledger.api.RegisterUser;
import io.chatledger.api.ReleaseReason;
import io.chatledger.api.ReplyRecorded;
import io.chatledger.api.RevokeTokens;
import io.chatledger.api.SendMessage;
import io.chatledger.api.SuspendAccount;
import io.chatledger.api.TokenAmount;
import io.chatledger.api.TokenEvent;
import io.chatledger.api.TokensDebited;
import io.chatledger.api.TokensGranted;
import io.chatledger.api.TokensHeld;
import io.chatledger.api.TokensRevoked;
import io.chatledger.api.VerifyEmail;
import java.time.Instant;
import java.util.List;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventhandling.Timestamp;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.messaging.InterceptorChain;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.AggregateLifecycle;
import org.axonframework.modelling.command.CommandHandlerInterceptor;
import org.axonframework.modelling.command.CreationPolicy;
import org.axonframework.serialization.Revision;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/**
 * The one place where it is decided whether tokens move. Every answer is the balance after what was decided.
 *
 * <p>A handler refuses before it applies its first event, never after: a refusal is not rolled back.
 */
@Aggregate(cache = "accountCache", snapshotTriggerDefinition = "accountSnapshots")
@Revision("3") // of its snapshots: one of another is passed over, and the account is read from its events
@JsonAutoDetect(fieldVisibility = Visibility.ANY) // for snapshots
class UserAccount {

    @AggregateIdentifier
    private String accountId;

    private Identity identity = Identity.NONE;
    private Balance balance = Balance.ZERO;
    private Holds holds = new Holds();
    private KnownConversations conversations = new KnownConversations();
    private KeyBudgets budgets = new KeyBudgets();

    /**
     * Another copy of this side may have written to the account since it was cached here. What appends events would
     * fail at that; a refusal, or an answer that appends nothing, must be checked before it is believed.
     */
    @CommandHandlerInterceptor
    @Nullable Object decideOnTheNewestEvent(AccountCommand command, InterceptorChain chain, StreamHead head)
            throws Exception {
        switch (command) {
            case RegisterUser _, SendMessage _, RecordReply _ -> {} // append
            default -> head.requireNotAfter(getVersion(), accountId);
        }
        try {
            identity.requireOpenFor(command);
            return chain.proceed();
        } catch (Refusal refusal) {
            head.requireNotAfter(getVersion(), accountId);
            throw refusal;
        }
    }

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.ALWAYS)
    Balance handle(RegisterUser command) {
        record(identity.decide(command));
        return grant(command.tokens(), command.reason(), command.actor());
    }

    @CommandHandler
    Balance handle(ChangeProfile command) {
        return record(identity.changeEmail(command.accountId(), command.email()));
    }

    @CommandHandler
    Balance handle(VerifyEmail command) {
        requireRoomFor(command.welcomeTokens());
        record(identity.changeEmail(command.accountId(), command.email()));
        return grant(command.welcomeTokens(), Reason.WELCOME, Actor.SYSTEM);
    }

    @CommandHandler
    Balance handle(ChangeRoles command) {
        return record(identity.decide(command));
    }

    @CommandHandler
    Balance handle(SuspendAccount command) {
        return record(identity.decide(command));
    }

    @CommandHandler
    Balance handle(ReactivateAccount command) {
        return record(identity.decide(command));
    }

    @CommandHandler
    Balance handle(CloseAccount command) {
        return record(identity.decide(command));
    }

    @CommandHandler
    Balance handle(EraseAccount command) {
        return record(identity.decide(command));
    }

    @CommandHandler
    Balance handle(IssuePasswordReset command) {
        return record(identity.decide(command));
    }

    @CommandHandler
    Balance handle(OpenChats command) {
        return record(identity.decide(command));
    }

    @CommandHandler
    Balance handle(GrantTokens command) {
        requireRoomFor(command.amount());
        return grant(command.amount(), command.reason(), command.actor());
    }

    @CommandHandler
    Balance handle(RevokeTokens command) {
        requireAvailable(command.amount());
        return move(new TokensRevoked(
                accountId, command.amount().value(), command.reason().value(), command.actor().value()));
    }

    @CommandHandler
    SentMessage handle(SendMessage command) {
        identity.requireActive();
        MessageSent sent = conversations.decide(command);
        requireAvailable(command.hold());
        budgets.require(command);
        apply(sent);
        move(new TokensHeld(accountId, sent.messageId(), command.hold().value(), command.price()));
        return new SentMessage(conversations.lastMessageAt(), balance);
    }

    @CommandHandler
    Settlement handle(RecordReply command) {
        ReplyRecorded reply = conversations.decide(command);
        if (holds.hasExpired(command.messageId())) {
            apply(reply);
            return new Settlement(0, balance);
        }
        long released = holds.amount(command.messageId()).minus(command.price()).value();
        apply(reply);
        long debited = command.price().value();
        return new Settlement(
                debited, move(new TokensDebited(accountId, reply.messageId(), debited, released, command.usage())));
    }

    @CommandHandler
    Balance handle(FailReply command) {
        if (holds.isOpen(command.messageId())) {
            apply(conversations.decide(command));
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
        return record(conversations.decide(command));
    }

    @CommandHandler
    Balance handle(DeleteConversation command) {
        return record(conversations.decide(command));
    }

    @CommandHandler
    Long handle(CheckKeyBudget command) {
        return budgets.usedUp(command.keyId(), command.budget());
    }

    @CommandHandler
    Balance handle(CheckBalance command) {
        return balance;
    }

    private void requireRoomFor(TokenAmount amount) {
        if (amount.value() > Long.MAX_VALUE - balance.balance()) {
            throw Refusal.of(new InvalidValue("amount", "is more than an account can hold"));
        }
    }

    private void requireAvailable(TokenAmount amount) {
        if (amount.value() > balance.available()) {
            throw Refusal.outOfTokens(amount.value(), balance.available());
        }
    }

    private Balance grant(TokenAmount amount, Reason reason, Actor actor) {
        return amount.isZero()
                ? balance
                : move(new TokensGranted(accountId, amount.value(), reason.value(), actor.value()));
    }

    private void release(MessageId messageId, ReleaseReason reason) {
        long held = holds.amount(messageId).value();
        move(new HoldReleased(accountId, messageId.toString(), held, reason.name()));
    }

    private Balance move(TokenEvent event) {
        apply(event);
        return balance;
    }

    private Balance record(List<? extends AccountEvent> decided) {
        decided.forEach(AggregateLifecycle::apply);
        return balance;
    }

    @EventSourcingHandler
    void on(IdentityEvent event) {
        accountId = event.accountId();
        identity = identity.after(event);
        if (identity.erased()) {
            conversations = new KnownConversations();
        }
    }

    @EventSourcingHandler
    void on(TokenEvent event) {
        balance = balance.after(event);
        holds.follow(event);
        budgets.follow(event);
    }

    @EventSourcingHandler
    void on(ConversationEvent event, @Timestamp Instant at) {
        if (event instanceof MessageSent sent) {
            budgets.follow(sent);
        }
        conversations.follow(event, at);
        holds.follow(event);
    }
}
