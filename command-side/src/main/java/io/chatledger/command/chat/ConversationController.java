package io.chatledger.command.chat;

import static io.chatledger.api.InvalidValue.required;

import io.chatledger.api.AccountId;
import io.chatledger.api.ConversationId;
import io.chatledger.api.ConversationTitle;
import io.chatledger.api.ErrorCode;
import io.chatledger.api.HideConversation;
import io.chatledger.api.InvalidValue;
import io.chatledger.api.RenameConversation;
import io.chatledger.command.account.AccountCommands;
import io.chatledger.command.account.Refusal;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Renames and hides one's own conversations. */
@RestController
@RequestMapping("/api/conversations/{id}")
class ConversationController {

    record RenameRequest(@Nullable String title) {}

    record Renamed(String id, String title) {}

    private final Conversations conversations;
    private final AccountCommands commands;

    ConversationController(Conversations conversations, AccountCommands commands) {
        this.conversations = conversations;
        this.commands = commands;
    }

    @PatchMapping
    Renamed rename(Principal caller, @PathVariable String id, @RequestBody RenameRequest request) {
        AccountId accountId = AccountId.parse(caller.getName());
        ConversationId conversationId = own(accountId, id);
        var title = new ConversationTitle(required("title", request.title()));
        commands.send(new RenameConversation(accountId, conversationId, title));
        return new Renamed(id, title.value());
    }

    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void hide(Principal caller, @PathVariable String id) {
        AccountId accountId = AccountId.parse(caller.getName());
        commands.send(new HideConversation(accountId, own(accountId, id)));
    }

    private ConversationId own(AccountId accountId, String id) {
        ConversationId conversationId;
        try {
            conversationId = ConversationId.parse(id);
        } catch (InvalidValue malformed) {
            throw new Refusal(ErrorCode.NOT_FOUND, "There is no such conversation.");
        }
        conversations.require(accountId, conversationId);
        return conversationId;
    }
}
