package io.chatledger.command.chat;

import io.chatledger.api.AccountId;
import io.chatledger.api.Balance;
import io.chatledger.api.ConversationId;
import io.chatledger.api.ErrorCode;
import io.chatledger.api.FailReply;
import io.chatledger.api.MessageId;
import io.chatledger.api.MessageText;
import io.chatledger.api.RecordReply;
import io.chatledger.api.SendMessage;
import io.chatledger.command.account.AccountCommands;
import io.chatledger.command.account.Refusal;
import io.chatledger.command.account.SentMessage;
import io.chatledger.command.account.TokenPolicy;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The way of a chat message: hold the price, ask the model outside any transaction, then settle or release. Whatever
 * fails in between leaves the account uncharged; a hold that this process can not resolve any more expires.
 */
@Component
class ChatService {

    private static final Logger log = LoggerFactory.getLogger(ChatService.class);

    private final AccountCommands commands;
    private final ChatModels models;
    private final TokenPolicy policy;
    private final Supplier<UUID> ids;

    ChatService(AccountCommands commands, ChatModels models, TokenPolicy policy, Supplier<UUID> ids) {
        this.commands = commands;
        this.models = models;
        this.policy = policy;
        this.ids = ids;
    }

    /**
     * Holds the price of a message.
     *
     * @param modelId null for the default model
     * @throws Refusal if the account may not or cannot pay; nothing has happened then
     */
    HeldMessage send(
            AccountId accountId, @Nullable ConversationId conversation, MessageText text, @Nullable String modelId) {
        ChatModel model = models.get(modelId);
        var messageId = new MessageId(ids.get());
        ConversationId conversationId = conversation == null ? new ConversationId(ids.get()) : conversation;
        SentMessage sent = commands.send(
                new SendMessage(accountId, messageId, conversationId, text, model.id(), policy.price()));
        return new HeldMessage(accountId, messageId, conversationId, text, model, policy.price(), sent.sentAt());
    }

    /**
     * Asks the model and settles the hold.
     *
     * @throws Refusal if the model fails; nothing is charged then
     */
    ChatAnswer answer(HeldMessage message, Consumer<String> onDelta) {
        try {
            String reply = message.model().answer(message.text().value(), onDelta);
            Balance balance =
                    commands.send(new RecordReply(message.accountId(), message.messageId(), reply, message.price()));
            return ChatAnswer.of(message, reply, balance);
        } catch (ModelFailure failure) {
            release(message, failure.code());
            throw new Refusal(failure.code(), "The model gave no answer; nothing was charged.");
        } catch (RuntimeException failure) {
            release(message, ErrorCode.UNAVAILABLE);
            throw failure;
        }
    }

    /** Has no effect if the hold is settled in truth: a commit that succeeded although its confirmation got lost. */
    private void release(HeldMessage message, ErrorCode code) {
        try {
            commands.send(new FailReply(message.accountId(), message.messageId(), code));
        } catch (RuntimeException e) {
            log.warn("The hold of message {} is left to expire: {}", message.messageId(), e.toString());
        }
    }
}
