package io.chatledger.command.chat;

import io.chatledger.api.AccountId;
import io.chatledger.api.CheckBalance;
import io.chatledger.api.Finish;
import io.chatledger.api.MessageId;
import io.chatledger.api.MessageSent;
import io.chatledger.api.ReplyRecorded;
import io.chatledger.api.TokensDebited;
import io.chatledger.command.account.AccountCommands;
import io.chatledger.command.chat.MessageTable.Earlier;
import java.util.Optional;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Answers put together from the events that recorded them. */
@Component
class RecordedAnswers {

    private final MessageTable messages;
    private final AccountEvents events;
    private final AccountCommands commands;

    RecordedAnswers(MessageTable messages, AccountEvents events, AccountCommands commands) {
        this.messages = messages;
        this.events = events;
        this.commands = commands;
    }

    /** Empty if the message has none. */
    Optional<ChatAnswer> find(AccountId accountId, MessageId messageId) {
        return messages.find(messageId).flatMap(sent -> find(accountId, sent));
    }

    /** Empty if the message has none. */
    Optional<ChatAnswer> find(AccountId accountId, Earlier earlier) {
        return Optional.ofNullable(earlier.replySequence()).map(sequence -> answer(accountId, earlier, sequence));
    }

    private ChatAnswer answer(AccountId accountId, Earlier earlier, long replySequence) {
        var sent = events.read(accountId, earlier.sentSequence(), MessageSent.class);
        var reply = events.read(accountId, replySequence, ReplyRecorded.class);
        // None if the hold had expired before.
        Optional<TokensDebited> debit = events.find(accountId, replySequence + 1, TokensDebited.class)
                .filter(next -> next.messageId().equals(sent.messageId()));
        // Not kept only if that failed after the answer was recorded: then what remains now is the best there is.
        long remaining = earlier.remainingTokens() != null
                ? earlier.remainingTokens()
                : commands.send(new CheckBalance(accountId)).available();
        return new ChatAnswer(
                sent.messageId(),
                sent.conversationId(),
                reply.text(),
                sent.model(),
                debit.map(TokensDebited::amount).orElse(0L),
                remaining,
                events.recordedAt(accountId, earlier.sentSequence()),
                new Finish(reply.finish()),
                debit.map(TokensDebited::usage).orElse(null),
                reply.reasoning(),
                Boolean.TRUE.equals(reply.refusal()),
                reply.more() == null ? null : JsonMapper.shared().readTree(reply.more()),
                reply.provider());
    }
}
