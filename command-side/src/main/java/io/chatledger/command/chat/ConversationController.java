package io.chatledger.command.chat;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.chatledger.api.AccountId;
import io.chatledger.api.ChangeConversation;
import io.chatledger.api.ConversationId;
import io.chatledger.api.ConversationTitle;
import io.chatledger.api.DeleteConversation;
import io.chatledger.api.InvalidValue;
import io.chatledger.command.account.AccountCommands;
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

/** Renames, archives and deletes one's own conversations. */
@RestController
@RequestMapping("/api/conversations/{id}")
class ConversationController {

    /** What is not named stays as it is. */
    record ChangeRequest(@Nullable String title, @Nullable Boolean archived) {}

    /** What was named, as it is now. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Changed(String id, @Nullable String title, @Nullable Boolean archived) {}

    private final Conversations conversations;
    private final AccountCommands commands;

    ConversationController(Conversations conversations, AccountCommands commands) {
        this.conversations = conversations;
        this.commands = commands;
    }

    @PatchMapping
    Changed change(Principal caller, @PathVariable String id, @RequestBody ChangeRequest request) {
        AccountId accountId = AccountId.parse(caller.getName());
        ConversationId conversationId = own(accountId, id);
        var title = request.title() == null ? null : new ConversationTitle(request.title());
        commands.send(new ChangeConversation(accountId, conversationId, title, request.archived()));
        return new Changed(id, title == null ? null : title.value(), request.archived());
    }

    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(Principal caller, @PathVariable String id) {
        AccountId accountId = AccountId.parse(caller.getName());
        commands.send(new DeleteConversation(accountId, own(accountId, id)));
    }

    private ConversationId own(AccountId accountId, String id) {
        ConversationId conversationId;
        try {
            conversationId = ConversationId.parse(id);
        } catch (InvalidValue malformed) {
            throw Conversations.noSuch();
        }
        conversations.require(accountId, conversationId);
        return conversationId;
    }
}
