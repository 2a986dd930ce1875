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
import io.chatledger.command.store.Outage;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
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
    private final RecordedAnswers answers;
    private final MessageTable messages;
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
            RecordedAnswers answers,
            MessageTable messages,
            AtOnce atOnce,
            Clock clock,
            Supplier<UUID> ids) {
        this.commands = commands;
        this.models = models;
        this.conversations = conversations;
        this.counter = counter;
        this.running = running;
        this.releases = releases;
        this.answers = answers;
        this.messages = messages;
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
        ChatModel model = models.get(order.modelId());
        order.bounds().require(model.id(), clock.instant());
        AtOnce.Place place = atOnce.call(order.accountId(), model.provider(), model.callsAtOnce());
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
            release(message, ErrorCode.UNAVAILABLE);
            throw notBegun;
        }
    }

    private PendingMessage send(ChatOrder order, ChatModel model) {
        int mostCompletionTokens = mostCompletionTokens(order, model);
        var prompt = new Prompt(turns(order, model), mostCompletionTokens, order.choices(), order.tuning());
        Price price = model.price();
        TokenAmount held = price.worstCase(
                counter.upperBound(prompt, price), mediaTokens(prompt, model), mostCompletionTokens, order.choices());
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
                order.more()));
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

    private static long mediaTokens(Prompt prompt, ChatModel model) {
        return prompt.turns().stream()
                .flatMap(turn -> turn.media().stream())
                .mapToLong(part -> model.mostTokensOf(part.path("type").asString("")))
                .sum();
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

    /**
     * A reply that was cancelled when something had been said is a reply; one that failed then, or that we end, is
     * none.
     */
    private Reply reply(PendingMessage message, RunningReply running) {
        try {
            Reply reply = message.model().reply(message.prompt(), running::say, running.cancellation());
            if (reply.isNone()) {
                throw new ModelFailure(ErrorCode.PROVIDER_FAILED, "empty reply");
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
            release(message, code);
            throw cancelled == null ? failure.refusal() : new ModelFailure(cancelled, "cancelled").refusal();
        } catch (RuntimeException | Error unexpected) {
            log.error("No reply to message {} from {}", message.messageId(), message.model().id(), unexpected);
            release(message, ErrorCode.INTERNAL);
            throw new Refusal(ErrorCode.INTERNAL, "Something went wrong; nothing was charged.");
        }
    }

    private ChatAnswer settle(PendingMessage message, Reply reply) {
        String reasoning = reply.reasoning().isEmpty() ? null : reply.reasoning();
        Settlement settled;
        Usage usage;
        try {
            usage = reply.usage() == null ? counter.estimate(message, reply) : reply.usage();
            settled = commands.send(new RecordReply(
                    message.accountId(),
                    message.messageId(),
                    reply.text(),
                    reasoning,
                    reply.refusal(),
                    RecordedParts.ofReply(reply.more()),
                    reply.finish(),
                    message.model().price().of(usage, reply.choices(), message.held()),
                    usage));
        } catch (RuntimeException | Error unsettled) {
            return resolve(message, unsettled);
        }
        long remaining = settled.balance().available();
        keepRemaining(message, remaining);
        return new ChatAnswer(
                message.messageId().toString(),
                message.conversationId().toString(),
                reply.text(),
                message.model().id(),
                settled.debited(),
                remaining,
                message.sentAt(),
                reply.finish(),
                usage,
                reasoning,
                reply.refusal(),
                reply.more());
    }

    /** The answer all the same, if it was recorded, and only the confirmation got lost. */
    private ChatAnswer resolve(PendingMessage message, Throwable unsettled) {
        boolean outage = Outage.isBehind(unsettled);
        if (outage) {
            log.warn("The reply to message {} was not recorded: {}", message.messageId(), Outage.reason(unsettled));
        } else {
            log.error("The reply to message {} was not recorded", message.messageId(), unsettled);
        }
        ErrorCode code = outage ? ErrorCode.UNAVAILABLE : ErrorCode.INTERNAL;
        try {
            if (release(message, code)) {
                return answers.find(message.accountId(), message.messageId())
                        .orElseThrow(() -> new Refusal(code, "The reply could not be recorded; nothing was charged."));
            }
        } catch (Refusal nothingCharged) {
            throw nothingCharged;
        } catch (RuntimeException | Error unknown) {
            log.warn("Whether message {} was charged is unknown yet: {}", message.messageId(), Outage.reason(unknown));
        }
        throw new Refusal(
                ErrorCode.INTERNAL,
                "The reply could not be recorded, and whether it was charged is not known yet. The chat history"
                        + " will tell within seconds; with an Idempotency-Key the same request can be sent again.");
    }

    /** What fails here has charged the message all the same. */
    private void keepRemaining(PendingMessage message, long remaining) {
        if (message.repeatable()) {
            try {
                messages.keepRemaining(message.messageId(), remaining);
            } catch (RuntimeException | Error notKept) {
                log.warn("The balance after message {} was not kept: {}", message.messageId(), Outage.reason(notKept));
            }
        }
    }

    /** Whether the account has decided by now: that the hold is released, or that it was resolved before. */
    private boolean release(PendingMessage message, ErrorCode code) {
        return releases.release(new FailReply(message.accountId(), message.messageId(), code));
    }

    /** Stops the call that answers a message of this account, if this copy runs it. */
    boolean cancel(AccountId accountId, MessageId messageId) {
        return running.cancel(accountId, messageId);
    }
}
