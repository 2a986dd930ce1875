package io.chatledger.query.history;

import io.chatledger.api.AccountId;
import io.chatledger.api.ConversationId;
import io.chatledger.query.web.Cursor;
import io.chatledger.query.web.Page;
import io.chatledger.query.web.TimeRange;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The caller's messages. */
@RestController
class HistoryController {

    private final ChatHistory history;

    HistoryController(ChatHistory history) {
        this.history = history;
    }

    /** @param q what they contain */
    @GetMapping("/api/chat")
    Page<ShownMessage> messages(
            @AuthenticationPrincipal AccountId caller,
            @RequestParam(name = "conversation_id") @Nullable ConversationId conversation,
            @RequestParam @Nullable String q,
            @RequestParam @Nullable Instant from,
            @RequestParam @Nullable Instant until,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam @Nullable Cursor before) {
        var time = new TimeRange(from, until);
        return q == null
                ? history.of(caller, conversation, time, limit, before)
                : history.search(caller, conversation, q, time, limit, before);
    }
}
