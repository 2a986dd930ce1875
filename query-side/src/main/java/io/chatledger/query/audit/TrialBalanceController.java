package io.chatledger.query.audit;

import io.chatledger.api.InvalidValue;
import io.chatledger.query.balance.Balances;
import io.chatledger.query.freshness.Freshness;
import io.chatledger.query.projection.ProjectionPositions;
import io.chatledger.query.projection.ReadModel;
import io.chatledger.query.statement.StatementSums;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** For auditors: does the whole ledger add up? */
@RestController
class TrialBalanceController {

    private final Freshness freshness;
    private final ProjectionPositions positions;
    private final Ledger ledger;
    private final Balances balances;
    private final StatementSums statements;

    TrialBalanceController(
            Freshness freshness,
            ProjectionPositions positions,
            Ledger ledger,
            Balances balances,
            StatementSums statements) {
        this.freshness = freshness;
        this.positions = positions;
        this.ledger = ledger;
        this.balances = balances;
        this.statements = statements;
    }

    /**
     * Events and read model are of the same moment: they are read in one snapshot.
     *
     * @param position of the last event that counts; null for all, of which the balances tell. Of an earlier one the
     *     statements do
     */
    @GetMapping("/api/audit/trial-balance")
    TrialBalance trialBalance(@RequestParam @Nullable Long position) {
        return position == null
                ? freshness.ofAll(Set.of(ReadModel.BALANCE), this::now)
                : freshness.ofAll(Set.of(ReadModel.STATEMENT), () -> asOf(position));
    }

    private TrialBalance now() {
        long position = positions.of(ReadModel.BALANCE);
        return TrialBalance.of(movements(position), balances.totals(), position);
    }

    private TrialBalance asOf(long position) {
        long newest = positions.of(ReadModel.STATEMENT);
        if (position < 0 || position > newest) {
            throw new InvalidValue("position", "must be from 0 to " + newest);
        }
        return TrialBalance.of(movements(position), statements.at(position), position);
    }

    private Movements movements(long upTo) {
        Movements movements = new Movements();
        ledger.movements(upTo, movements::add);
        return movements;
    }
}
