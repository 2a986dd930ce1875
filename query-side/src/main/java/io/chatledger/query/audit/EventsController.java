package io.chatledger.query.audit;

import io.chatledger.api.AccountId;
import io.chatledger.api.Actor;
import io.chatledger.api.InvalidValue;
import io.chatledger.query.QuerySettings;
import io.chatledger.query.events.EventDecoder;
import io.chatledger.query.events.RecordedEvent;
import io.chatledger.query.web.Page;
import io.chatledger.query.web.TimeRange;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** For auditors: the events themselves, one JSON object a line, in their order. */
@RestController
class EventsController {

    private static final int LARGEST_LIMIT = 100_000;

    private final Ledger ledger;
    private final JsonMapper json;
    private final int pageEvents;

    EventsController(Ledger ledger, JsonMapper json, QuerySettings settings) {
        this.ledger = ledger;
        this.json = json;
        this.pageEvents = settings.audit().pageEvents();
    }

    /**
     * @param after position after which to begin
     * @param type  the simple name of an event
     * @param from  the first moment whose events are shown
     * @param until the first one whose events are not
     * @param actor who caused it: an account, or {@code system}
     */
    @GetMapping("/api/audit/events")
    void events(
            @RequestParam(defaultValue = "0") long after,
            @RequestParam @Nullable AccountId account,
            @RequestParam @Nullable String type,
            @RequestParam @Nullable String actor,
            @RequestParam @Nullable Instant from,
            @RequestParam @Nullable Instant until,
            @RequestParam(defaultValue = "1000") int limit,
            HttpServletResponse response)
            throws IOException {
        String storedType = type == null ? null : EventDecoder.storedName(type)
                .orElseThrow(() -> new InvalidValue("type", "must be the name of an event"));
        if (after < 0) {
            throw new InvalidValue("after", "must not be negative");
        }
        var selection = new Ledger.Selection(
                account, storedType, actor == null ? null : Actor.parse(actor), new TimeRange(from, until));
        int left = Page.requireLimit(limit, LARGEST_LIMIT);
        long start = Math.max(after, ledger.positionBefore(selection.time()));
        List<RecordedEvent> page = ledger.page(start, selection, Math.min(left, pageEvents));
        response.setContentType(MediaType.APPLICATION_NDJSON_VALUE);
        OutputStream lines = response.getOutputStream();
        // Page by page on the request's own thread: neither the database nor the memory ever holds the whole answer.
        while (!page.isEmpty()) {
            for (RecordedEvent recorded : page) {
                lines.write(json.writeValueAsBytes(AuditedEvent.of(recorded)));
                lines.write('\n');
            }
            lines.flush();
            left -= page.size();
            page = left == 0 ? List.of()
                    : ledger.page(page.getLast().position(), selection, Math.min(left, pageEvents));
        }
    }
}
