package io.chatledger.query.balance;

import io.chatledger.api.AccountId;
import io.chatledger.query.freshness.Freshness;
import io.chatledger.query.projection.ReadModel;
import io.chatledger.query.statement.Statement;
import io.chatledger.query.web.RequestValues;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What the caller can spend, now or at an earlier time. */
@RestController
class BalanceController {

    private final Freshness freshness;
    private final Statement statement;
    private final Clock clock;

    BalanceController(Freshness freshness, Statement statement, Clock clock) {
        this.freshness = freshness;
        this.statement = statement;
        this.clock = clock;
    }

    /** All in tokens; {@code tokens} is what can be spent, as each published dialect expects it. */
    record Shown(long tokens, long available, long held) {

        static Shown of(long balance, long held) {
            return new Shown(balance - held, balance - held, held);
        }
    }

    // To learn from @Nullable alone that it may be missing, Spring reads the annotations again with each call.
    @GetMapping("/api/tokens")
    Shown balance(@AuthenticationPrincipal AccountId caller, @RequestParam(required = false) @Nullable Instant at) {
        return at == null ? now(caller) : at(caller, at);
    }

    private Shown now(AccountId caller) {
        return freshness.rowOf(caller, ReadModel.BALANCE, AccountBalance.class)
                .map(row -> Shown.of(row.balance(), row.held()))
                .orElse(Shown.of(0, 0));
    }

    private Shown at(AccountId caller, Instant at) {
        RequestValues.requirePast("at", at, clock);
        return freshness.of(caller, Set.of(ReadModel.STATEMENT), () -> statement.balanceAt(caller, at)
                .map(then -> Shown.of(then.balance(), then.held()))
                .orElse(Shown.of(0, 0)));
    }
}
