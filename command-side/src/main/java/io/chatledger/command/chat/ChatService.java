package io.chatledger.command.chat;

import io.chatledger.api.AccountId;
import io.chatledger.api.ConversationId;
import io.chatledger.api.ErrorCode;
import io.chatledger.api.FailReply;
import io.chatledger.api.MessageId;
import io.chatledger.api.MessageKind;
import io.chatledger.api.SendMessage;
import io.chatledger.api.TokenAmount;
import io.chatledger.command.account.AccountCommands;
import io.chatledger.command.account.Refusal;
import io.chatledger.command.account.SentMessage;
import io.chatledger.command.chat.RunningReply.Piece;
import io.chatledger.command.limit.AtOnce;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionSystemException;

/**
 * The way of a chat message: hold the most it can cost, ask the model outside any transaction, then settle or release.
 * Whatever fails in between leaves the account uncharged; a hold that this process can not resolve any more expires.
 */
@Component
public class ChatService {

    private static final Logger log = LoggerFactory.getLogger(ChatService.class);

    private final AccountCommands commands;
    private final ChatModels models;
    private final Conversations conversations;
    private final TokenCounter counter;
    private final RunningReplies running;
    private final Releases releases;
    private final Endings endings;
    private final AtOnce atOnce;
    private final Clock clock;
    private final Supplier<UUID> ids;

    ChatService(
            AccountCommands commands,
            ChatModels models,
            Conversations conversations,
            TokenCounter counter,
            RunningReplies running,
            Releases releases,
            Endings endings,
            AtOnce atOnce,
            Clock clock,
            Supplier<UUID> ids) {
        this.commands = commands;
        this.models = models;
        this.conversations = conversations;
        this.counter = counter;
        this.running = running;
        this.releases = releases;
        this.endings = endings;
        this.atOnce = atOnce;
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * Holds the price of a message and sets the model to work, on a thread of its own that sees it through even if the
     * caller goes away.
     *
     * @throws Refusal if the account may not, has too much under way or cannot pay; nothing has happened then
     */
    public RunningReply ask(ChatOrder order) {
        ChatModel model = models.get(order.modelId(), order.kind());
        order.bounds().require(model.id(), clock.instant());
        AtOnce.Place place = atOnce.call(order.accountId(), model.byProvider().stream()
                .collect(Collectors.toMap(ChatModel::provider, ChatModel::callsAtOnce)));
        try {
            return begin(send(order, model), place);
        } catch (RuntimeException | Error notBegun) {
            place.close();
            throw notBegun;
        }
    }

    private RunningReply begin(PendingMessage message, AtOnce.Place place) {
        try {
            return running.start(message, reply -> ending(message, reply, place));
        } catch (RuntimeException | Error notBegun) {
            endings.release(message, ErrorCode.UNAVAILABLE);
            throw notBegun;
        }
    }

    private PendingMessage send(ChatOrder order, ChatModel model) {
        int mostCompletionTokens = mostCompletionTokens(order, model);
        var prompt = new Prompt(turns(order, model), mostCompletionTokens, order.choices(), order.tuning());
        Price price = model.price();
        TokenAmount held = price.worstCase(
                counter.upperBound(prompt, price), TokenCounter.media(prompt, model), mostCompletionTokens,
                order.choices());
        var messageId = new MessageId(ids.get());
        ConversationId conversationId =
                order.conversationId() == null ? new ConversationId(ids.get()) : order.conversationId();
        SentMessage sent = hold(new SendMessage(
                order.accountId(),
                messageId,
                conversationId,
                order.text(),
                model.id(),
                held,
                price.toString(),
                order.claim(),
                order.keyId(),
                order.bounds().budgetAt(clock.instant()),
                order.more(),
                order.kind()));
        return new PendingMessage(
                order.accountId(), messageId, conversationId, model, prompt, held, sent.sentAt(),
                order.claim() != null);
    }

    private SentMessage hold(SendMessage command) {
        try {
            return commands.send(command);
        } catch (TransactionSystemException unconfirmed) {
            // It may be committed all the same, and nobody would answer.
            releases.later(new FailReply(command.accountId(), command.messageId(), ErrorCode.UNAVAILABLE));
            throw unconfirmed;
        }
    }

    private List<Prompt.Turn> turns(ChatOrder order, ChatModel model) {
        if (order.turns() != null) {
            return order.turns();
        }
        var turns = new ArrayList<Prompt.Turn>();
        if (order.conversationId() != null) {
            turns.addAll(conversations.context(order.accountId(), order.conversationId(), model.readsContext()));
        }
        turns.add(new Prompt.Turn(Prompt.Role.USER, order.text().value()));
        return turns;
    }

    private static int mostCompletionTokens(ChatOrder order, ChatModel model) {
        Integer wanted = order.mostCompletionTokens();
        int most = model.mostCompletionTokens();
        if (wanted == null) {
            return most;
        }
        return most == 0 ? wanted : Math.min(wanted, most);
    }

    /** Leaves the place before anybody hears of the end, so that whoever asks again then finds it free. */
    private Piece.End ending(PendingMessage message, RunningReply running, AtOnce.Place place) {
        try (place) {
            return new Piece.Done(endings.settle(message, reply(message, running), running.provider()));
        } catch (RuntimeException failure) {
            return new Piece.Failed(failure);
        }
    }

    /**
     * A reply that was cancelled when something had been said is a reply; one that failed then, or that we end, is
     * none.
     */
    private Reply reply(PendingMessage message, RunningReply running) {
        try {
            Reply reply = message.model().reply(message.prompt(), running, running.cancellation());
            if (message.repeatable() && message.model().kind() == MessageKind.EMBEDDING) {
                RecordedParts.requireShort(reply.more());
            }
            return reply;
        } catch (ModelFailure failure) {
            ErrorCode cancelled = running.cancellation().reason();
            if (cancelled == ErrorCode.CANCELLED && running.hasSpoken()) {
                return running.saidUntilCancelled();
            }
            log.info(
                    "No reply to message {} from {}: {}", message.messageId(), message.model().id(),
                    failure.getMessage());
            ErrorCode code = cancelled == null ? failure.code() : cancelled;
            endings.release(message, code);
            throw cancelled == null ? failure.refusal() : new ModelFailure(cancelled, "cancelled").refusal();
        } catch (RuntimeException | Error unexpected) {
            log.error("No reply to message {} from {}", message.messageId(), message.model().id(), unexpected);
            endings.release(message, ErrorCode.INTERNAL);
            throw new Refusal(ErrorCode.INTERNAL, "Something went wrong; nothing was charged.");
        }
    }

    /** Stops the call that answers a message of this account, if this copy runs it. */
    boolean cancel(AccountId accountId, MessageId messageId) {
        return running.cancel(accountId, messageId);
    }
}
