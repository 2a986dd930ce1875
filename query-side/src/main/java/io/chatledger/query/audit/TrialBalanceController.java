package io.chatledger.query.audit;

import io.chatledger.query.balance.Balances;
import io.chatledger.query.freshness.Freshness;
import io.chatledger.query.projection.ProjectionPositions;
import io.chatledger.query.projection.ReadModel;
import java.util.Set;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** For auditors: does the whole ledger add up? */
@RestController
class TrialBalanceController {

    private static final Set<ReadModel> MODEL = Set.of(ReadModel.BALANCE);

    private final Freshness freshness;
    private final ProjectionPositions positions;
    private final Ledger ledger;
    private final Balances balances;

    TrialBalanceController(
            Freshness freshness, ProjectionPositions positions, Ledger ledger, Balances balances) {
        this.freshness = freshness;
        this.positions = positions;
        this.ledger = ledger;
        this.balances = balances;
    }

    /** Events and read model are of the same moment: they are read in one snapshot. */
    @GetMapping("/api/audit/trial-balance")
    TrialBalance trialBalance() {
        return freshness.ofAll(MODEL, () -> {
            long position = positions.of(ReadModel.BALANCE);
            Movements movements = new Movements();
            ledger.movements(position, movements::add);
            return TrialBalance.of(movements, balances.totals(), position);
        });
    }
}
