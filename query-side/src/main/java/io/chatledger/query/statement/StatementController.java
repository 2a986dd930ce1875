package io.chatledger.query.statement;

import io.chatledger.api.AccountId;
import io.chatledger.api.InvalidValue;
import io.chatledger.query.web.Cursor;
import io.chatledger.query.web.Page;
import io.chatledger.query.web.TimeRange;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;

/** The caller's ledger, newest first: for programs as JSON, for spreadsheets as CSV. */
@RestController
class StatementController {

    private final Statement statement;

    StatementController(Statement statement) {
        this.statement = statement;
    }

    /**
     * @param from   the first moment whose entries are shown
     * @param until  the first one whose entries are not
     * @param type   all types if there is none
     * @param limit  how many entries, if not as many as usual
     * @param format {@code json} or {@code csv}; the latter is also what a client gets that accepts it
     */
    @GetMapping("/api/tokens/history")
    ResponseEntity<?> entries(
            @AuthenticationPrincipal AccountId caller,
            @RequestParam @Nullable Instant from,
            @RequestParam @Nullable Instant until,
            @RequestParam @Nullable String type,
            @RequestParam @Nullable Integer limit,
            @RequestParam @Nullable Cursor before,
            @RequestParam @Nullable String format,
            HttpServletRequest request) {
        boolean csv = StatementCsv.isWanted(format, request.getHeader(HttpHeaders.ACCEPT));
        int entries = limit != null
                ? Page.requireLimit(limit, csv ? StatementCsv.LARGEST : Page.LARGEST)
                : csv ? StatementCsv.LARGEST : Page.USUAL;
        var selection = new Statement.Selection(new TimeRange(from, until), type(type), entries);
        StatementPage page = statement.page(caller, selection, before);
        return csv ? csv(page, request) : ResponseEntity.ok(page);
    }

    private static ResponseEntity<byte[]> csv(StatementPage page, HttpServletRequest request) {
        ResponseEntity.BodyBuilder answer = ResponseEntity.ok()
                .contentType(StatementCsv.MEDIA_TYPE)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"statement.csv\"");
        if (page.next() != null) {
            String next = UriComponentsBuilder.fromPath(request.getRequestURI())
                    .query(request.getQueryString())
                    .replaceQueryParam("before", page.next())
                    .build()
                    .toString();
            answer.header(HttpHeaders.LINK, "<" + next + ">; rel=\"next\"");
        }
        return answer.body(StatementCsv.of(page));
    }

    private static StatementEntry.@Nullable Type type(@Nullable String name) {
        if (name == null) {
            return null;
        }
        for (StatementEntry.Type type : StatementEntry.Type.values()) {
            if (type.name().equals(name)) {
                return type;
            }
        }
        throw new InvalidValue("type", "must be one of GRANTED, REVOKED, HELD, DEBITED, RELEASED");
    }
}
