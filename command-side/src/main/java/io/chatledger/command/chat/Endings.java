package io.chatledger.command.chat;

import io.chatledger.api.ErrorCode;
import io.chatledger.api.FailReply;
import io.chatledger.api.MessageKind;
import io.chatledger.api.RecordReply;
import io.chatledger.api.Usage;
import io.chatledger.command.account.AccountCommands;
import io.chatledger.command.account.Refusal;
import io.chatledger.command.account.Settlement;
import io.chatledger.command.store.Outage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Brings a message to its end: settled with the reply, or with its hold released. */
@Component
class Endings {

    private static final Logger log = LoggerFactory.getLogger(Endings.class);

    private final AccountCommands commands;
    private final TokenCounter counter;
    private final Releases releases;
    private final RecordedAnswers answers;
    private final MessageTable messages;

    Endings(
            AccountCommands commands,
            TokenCounter counter,
            Releases releases,
            RecordedAnswers answers,
            MessageTable messages) {
        this.commands = commands;
        this.counter = counter;
        this.releases = releases;
        this.answers = answers;
        this.messages = messages;
    }

    /**
     * @param provider who answered
     * @throws Refusal if it cannot be recorded, or nobody knows whether it was
     */
    ChatAnswer settle(PendingMessage message, Reply reply, @Nullable String provider) {
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
                    recorded(message, reply),
                    reply.finish(),
                    message.model().price().of(usage, reply.choices(), message.held()),
                    usage,
                    provider));
        } catch (RuntimeException | Error unsettled) {
            return resolve(message, reply, unsettled);
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
                reply.more(),
                provider);
    }

    /** The answer all the same, if it was recorded, and only the confirmation got lost. */
    private ChatAnswer resolve(PendingMessage message, Reply reply, Throwable unsettled) {
        boolean outage = Outage.isBehind(unsettled);
        if (outage) {
            log.warn("The reply to message {} was not recorded: {}", message.messageId(), Outage.reason(unsettled));
        } else {
            log.error("The reply to message {} was not recorded", message.messageId(), unsettled);
        }
        ErrorCode code = outage ? ErrorCode.UNAVAILABLE : ErrorCode.INTERNAL;
        try {
            if (release(message, code)) {
                ChatAnswer recorded = answers.find(message.accountId(), message.messageId())
                        .orElseThrow(() -> new Refusal(code, "The reply could not be recorded; nothing was charged."));
                keepRemaining(message, recorded.remainingTokens());
                return recorded.with(reply.more());
            }
        } catch (Refusal nothingCharged) {
            throw nothingCharged;
        } catch (RuntimeException | Error unknown) {
            log.warn("Not known yet whether message {} was charged: {}", message.messageId(), Outage.reason(unknown));
        }
        throw new Refusal(
                ErrorCode.INTERNAL,
                "The reply could not be recorded, and it is not known yet whether it was charged. The chat history"
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
    boolean release(PendingMessage message, ErrorCode code) {
        return releases.release(new FailReply(message.accountId(), message.messageId(), code));
    }

    /** Vectors are kept only for whoever may ask for the same answer again: they are long, and can be made anew. */
    private static @Nullable String recorded(PendingMessage message, Reply reply) {
        return message.model().kind() == MessageKind.EMBEDDING && !message.repeatable()
                ? RecordedParts.ofEmbeddings(reply.more())
                : RecordedParts.ofReply(reply.more());
    }
}
