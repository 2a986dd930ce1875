package io.chatledger.query.statement;

import io.chatledger.api.AccountId;
import io.chatledger.api.InvalidValue;
import io.chatledger.query.web.Cursor;
import io.chatledger.query.web.Page;
import io.chatledger.query.web.TimeRange;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriComponentsBuilder;

/** Tells a statement, newest first: to programs as JSON, to spreadsheets as CSV. */
@Component
public class StatementAnswers {

    private final Statement statement;

    StatementAnswers(Statement statement) {
        this.statement = statement;
    }

    /**
     * @param type   all types if there is none
     * @param limit  how many entries, if not as many as usual
     * @param before null for the first page
     * @param format {@code json} or {@code csv}; the latter is also what a client gets that accepts it
     */
    public ResponseEntity<?> of(
            AccountId account,
            TimeRange time,
            @Nullable String type,
            @Nullable Integer limit,
            @Nullable Cursor before,
            @Nullable String format,
            HttpServletRequest request) {
        boolean csv = StatementCsv.isWanted(format, request.getHeader(HttpHeaders.ACCEPT));
        int entries = limit != null
                ? Page.requireLimit(limit, csv ? StatementCsv.LARGEST : Page.LARGEST)
                : csv ? StatementCsv.LARGEST : Page.USUAL;
        StatementPage page = statement.page(account, new Statement.Selection(time, type(type), entries), before);
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
