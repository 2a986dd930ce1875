package io.chatledger.query.statement;

import io.chatledger.api.AccountId;
import io.chatledger.query.web.Cursor;
import io.chatledger.query.web.TimeRange;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The caller's ledger. */
@RestController
class StatementController {

    private final StatementAnswers answers;

    StatementController(StatementAnswers answers) {
        this.answers = answers;
    }

    /**
     * @param from  the first moment whose entries are shown
     * @param until the first one whose entries are not
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
        return answers.of(caller, new TimeRange(from, until), type, limit, before, format, request);
    }
}
