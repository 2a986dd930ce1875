package io.chatledger.query.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chatledger.api.AccountId;
import io.chatledger.api.ConversationId;
import io.chatledger.query.freshness.Freshness;
import io.chatledger.query.projection.ReadModel;
import io.chatledger.query.web.NotFound;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.springframework.data.domain.Limit;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * A whole conversation of the caller as a text (Markdown, RFC 7763), oldest message first. Read and written some
 * messages at a time: however long it is it needs little memory, and however slowly it is taken no connection to the
 * database.
 */
@RestController
class ConversationText {

    private static final Set<ReadModel> SHOWN = Set.of(ReadModel.HISTORY, ReadModel.CONVERSATIONS);

    /** A few megabytes, if all are of the largest size. */
    private static final int MESSAGES_AT_ONCE = 20;
    private static final long BEGINNING = -1;

    private final Freshness freshness;
    private final ChatMessages messages;

    ConversationText(Freshness freshness, ChatMessages messages) {
        this.freshness = freshness;
        this.messages = messages;
    }

    @GetMapping("/api/conversations/{id}/text")
    void text(@AuthenticationPrincipal AccountId caller, @PathVariable ConversationId id, HttpServletResponse response)
            throws IOException {
        String title = freshness.of(caller, SHOWN, () -> messages.findTitle(caller.value(), id.value()))
                .orElseThrow(() -> new NotFound("There is no such conversation."));
        response.setContentType("text/markdown;charset=UTF-8");
        response.setHeader(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"conversation.md\"");
        write(response, "# " + title + "\n");
        List<ChatMessage> next;
        long after = BEGINNING;
        do {
            long last = after;
            next = freshness.of(caller, SHOWN, () -> messages.findOldest(
                    caller.value(), id.value(), last, Limit.of(MESSAGES_AT_ONCE)));
            for (ChatMessage message : next) {
                write(response, text(message));
                after = message.position();
            }
        } while (next.size() == MESSAGES_AT_ONCE);
    }

    private static String text(ChatMessage message) {
        String reply = message.response() == null ? "*" + withoutReply(message) + "*" : message.response();
        String answeredAt = message.answeredAt() == null ? "" : ", " + message.answeredAt();
        return "\n**You**, %s\n\n%s\n\n**%s**%s\n\n%s\n".formatted(
                message.createdAt(), message.message(), message.model(), answeredAt, reply);
    }

    private static String withoutReply(ChatMessage message) {
        return switch (message.status()) {
            case PENDING -> "No reply yet.";
            case CANCELLED -> "Stopped before the first word.";
            case FAILED, ANSWERED -> "No reply.";
        };
    }

    private static void write(HttpServletResponse response, String text) throws IOException {
        response.getOutputStream().write(text.getBytes(UTF_8));
    }
}
