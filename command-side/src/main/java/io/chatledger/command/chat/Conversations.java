package io.chatledger.command.chat;

import io.chatledger.api.AccountId;
import io.chatledger.api.ConversationId;
import io.chatledger.api.ErrorCode;
import io.chatledger.command.account.Refusal;
import io.chatledger.command.chat.AccountEvents.Exchange;
import io.chatledger.command.chat.Prompt.Role;
import io.chatledger.command.chat.Prompt.Turn;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.springframework.stereotype.Component;

/** What was said before in a conversation, as far back as a model is to be told. */
@Component
class Conversations {

    private final MessageTable messages;
    private final AccountEvents events;
    private final TokenCounter counter;
    private final int mostExchanges;
    private final int mostTokens;

    Conversations(
            MessageTable messages,
            AccountEvents events,
            TokenCounter counter,
            ChatSettings settings) {
        this.messages = messages;
        this.events = events;
        this.counter = counter;
        this.mostExchanges = settings.contextExchanges();
        this.mostTokens = settings.contextTokens();
    }

    /** @throws Refusal if the account has no such conversation; another's is not told apart from none */
    void require(AccountId accountId, ConversationId conversationId) {
        if (!messages.exists(accountId, conversationId)) {
            throw noSuch();
        }
    }

    static Refusal noSuch() {
        return new Refusal(ErrorCode.NOT_FOUND, "There is no such conversation.");
    }

    /** Oldest first; whole exchanges, the newest ones that fit. Empty if it does not matter to the model. */
    List<Turn> context(AccountId accountId, ConversationId conversationId, boolean matters) {
        require(accountId, conversationId);
        var turns = new ArrayList<Turn>();
        if (matters) {
            try (var newest = events.newestExchanges(accountId, conversationId, mostExchanges)) {
                addWhatFits(newest.iterator(), turns);
            }
        }
        return turns;
    }

    private void addWhatFits(Iterator<Exchange> newest, List<Turn> turns) {
        int tokens = 0;
        while (newest.hasNext()) {
            Exchange exchange = newest.next();
            String message = exchange.sent().text();
            String reply = exchange.reply().text();
            tokens += counter.count(message) + counter.count(reply);
            if (tokens > mostTokens) {
                break;
            }
            turns.addFirst(new Turn(Role.ASSISTANT, reply));
            turns.addFirst(new Turn(Role.USER, message));
        }
    }
}
