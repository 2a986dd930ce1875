package io.chatledger.command.chat;

import io.chatledger.api.AccountId;
import io.chatledger.api.ConversationId;
import io.chatledger.api.ErrorCode;
import io.chatledger.api.FailReply;
import io.chatledger.api.Finish;
import io.chatledger.api.MessageId;
import io.chatledger.api.RecordReply;
import io.chatledger.api.SendMessage;
import io.chatledger.api.TokenAmount;
import io.chatledger.api.Usage;
import io.chatledger.command.account.AccountCommands;
import io.chatledger.command.account.Refusal;
import io.chatledger.command.account.SentMessage;
import io.chatledger.command.account.Settlement;
import io.chatledger.command.chat.RunningReply.Piece;
import io.chatledger.command.limit.AtOnce;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

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
    private final MessageTable messages;
    private final AtOnce atOnce;
    private final Supplier<UUID> ids;

    ChatService(
            AccountCommands commands,
            ChatModels models,
            Conversations conversations,
            TokenCounter counter,
            RunningReplies running,
            MessageTable messages,
            AtOnce atOnce,
            Supplier<UUID> ids) {
        this.commands = commands;
        this.models = models;
        this.conversations = conversations;
        this.counter = counter;
        this.running = running;
        this.messages = messages;
        this.atOnce = atOnce;
        this.ids = ids;
    }

    /**
     * Holds the price of a message and sets the model to work, on a thread of its own that sees it through even if the
     * caller goes away.
     *
     * @throws Refusal if the account may not, has too much under way or cannot pay; nothing has happened then
     */
    public RunningReply ask(ChatOrder order) {
        ChatModel model = models.get(order.modelId());
        AtOnce.Place place = atOnce.call(order.accountId(), model.provider(), model.callsAtOnce());
        try {
            PendingMessage message = send(order, model);
            return running.start(message, reply -> reply.end(ending(message, reply, place)));
        } catch (RuntimeException | Error notBegun) {
            place.close();
            throw notBegun;
        }
    }

    private PendingMessage send(ChatOrder order, ChatModel model) {
        int mostCompletionTokens = mostCompletionTokens(order, model);
        var prompt = new Prompt(turns(order, model), mostCompletionTokens);
        TokenAmount held = model.price().worstCase(counter.upperBound(prompt, model.price()), mostCompletionTokens);
        var messageId = new MessageId(ids.get());
        ConversationId conversationId =
                order.conversationId() == null ? new ConversationId(ids.get()) : order.conversationId();
        SentMessage sent = commands.send(new SendMessage(
                order.accountId(),
                messageId,
                conversationId,
                order.text(),
                model.id(),
                held,
                model.price().toString(),
                order.claim()));
        return new PendingMessage(
                order.accountId(), messageId, conversationId, model, prompt, held, sent.sentAt(), order.claim() != null);
    }

    private List<Prompt.Turn> turns(ChatOrder order, ChatModel model) {
        var turns = new ArrayList<Prompt.Turn>();
        if (order.context() != null) {
            turns.addAll(order.context());
        } else if (order.conversationId() != null) {
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
    private Piece ending(PendingMessage message, RunningReply running, AtOnce.Place place) {
        try (place) {
            return new Piece.Done(settle(message, reply(message, running)));
        } catch (RuntimeException failure) {
            return new Piece.Failed(failure);
        }
    }

    /** A reply that was cancelled when something had been said is a reply; one that failed then is none. */
    private Reply reply(PendingMessage message, RunningReply running) {
        try {
            Reply reply = message.model().reply(message.prompt(), running::say, running.cancellation());
            if (reply.text().isEmpty()) {
                throw new ModelFailure(ErrorCode.PROVIDER_FAILED, "empty reply");
            }
            return reply;
        } catch (ModelFailure failure) {
            boolean cancelled = running.cancellation().isCancelled();
            if (cancelled && !running.generated().isEmpty()) {
                return new Reply(running.generated(), Finish.CANCELLED, null);
            }
            log.info("Message {} got no reply of {}: {}", message.messageId(), message.model().id(), failure.getMessage());
            ErrorCode code = cancelled ? ErrorCode.CANCELLED : failure.code();
            release(message, code);
            throw new Refusal(code, "The model gave no answer; nothing was charged.");
        } catch (RuntimeException unexpected) {
            release(message, ErrorCode.INTERNAL);
            throw unexpected;
        }
    }

    private ChatAnswer settle(PendingMessage message, Reply reply) {
        Usage usage = reply.usage() == null ? counter.estimate(message, reply) : reply.usage();
        try {
            Settlement settled = commands.send(new RecordReply(
                    message.accountId(), message.messageId(), reply.text(), reply.finish(), charge(message, usage), usage));
            long remaining = settled.balance().available();
            var answer = new ChatAnswer(
                    message.messageId().toString(),
                    message.conversationId().toString(),
                    reply.text(),
                    message.model().id(),
                    settled.debited(),
                    remaining,
                    message.sentAt(),
                    reply.finish(),
                    usage);
            if (message.repeatable()) {
                messages.keepRemaining(message.messageId(), remaining);
            }
            return answer;
        } catch (RuntimeException unsettled) {
            release(message, ErrorCode.UNAVAILABLE);
            throw unsettled;
        }
    }

    /** Never more than was held, whatever the model says it has used. */
    private static TokenAmount charge(PendingMessage message, @Nullable Usage usage) {
        TokenAmount price = usage == null ? message.held() : message.model().price().of(usage);
        return price.value() > message.held().value() ? message.held() : price;
    }

    /** Has no effect if the hold is settled in truth: a commit that succeeded although its confirmation got lost. */
    private void release(PendingMessage message, ErrorCode code) {
        try {
            commands.send(new FailReply(message.accountId(), message.messageId(), code));
        } catch (RuntimeException e) {
            log.warn("The hold of message {} is left to expire: {}", message.messageId(), e.toString());
        }
    }

    /** Stops the call that answers a message of this account, if this copy runs it. */
    boolean cancel(AccountId accountId, MessageId messageId) {
        return running.cancel(accountId, messageId);
    }
}
