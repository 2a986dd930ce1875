package io.chatledger.standalone.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chatledger.api.Balance;
import io.chatledger.standalone.verify.Report.Check;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the system itself says its accounts have, each as of a position. Only a live system says so. */
final class Books {

    private final Report report;
    private final @Nullable JsonNode trialBalance;
    private final @Nullable Map<String, Balance> balances;
    private final long balancesPosition;

    private Books(
            Report report,
            @Nullable JsonNode trialBalance,
            @Nullable Map<String, Balance> balances,
            long balancesPosition) {
        this.report = report;
        this.trialBalance = trialBalance;
        this.balances = balances;
        this.balancesPosition = balancesPosition;
    }

    static Books of(LogSource log, Report report) {
        JsonNode trialBalance = null;
        Map<String, Balance> balances = null;
        long position = 0;
        try {
            trialBalance = log.ask("trial-balance").map(JsonMapper.shared()::readTree).orElse(null);
        } catch (NotThere | JacksonException unreadable) {
            report.isUnknown(Check.TRIAL_BALANCE, "it cannot be read: " + unreadable.getMessage());
        }
        try {
            byte[] lines = log.ask("balances").orElse(null);
            if (lines != null) {
                balances = new HashMap<>();
                for (String line : new String(lines, UTF_8).split("\n")) {
                    if (!line.isEmpty()) {
                        JsonNode row = JsonMapper.shared().readTree(line);
                        position = row.required("position").asLong();
                        balances.put(row.required("account").asString(),
                                new Balance(row.required("balance").asLong(), row.required("held").asLong()));
                    }
                }
            }
        } catch (ArithmeticException impossible) {
            report.fails(Check.READ_MODEL, null, String.valueOf(impossible.getMessage()));
        } catch (NotThere | JacksonException unreadable) {
            report.isUnknown(Check.READ_MODEL, "it cannot be read: " + unreadable.getMessage());
        }
        return new Books(report, trialBalance, balances, position);
    }

    /** How far the log must go to be compared. */
    long position() {
        return Math.max(trialBalance == null ? 0 : trialBalance.path("position").asLong(), balancesPosition);
    }

    /** To be called after each position, from 1. */
    void compare(long position, LedgerFold fold) {
        if (trialBalance != null && trialBalance.path("position").asLong() == position) {
            compareSums(position, fold, trialBalance);
        }
        if (balances != null && balancesPosition == position) {
            compareAccounts(position, fold, balances);
        }
    }

    private void compareSums(long position, LedgerFold fold, JsonNode trial) {
        Map<String, BigInteger> sums = Map.of(
                "granted", fold.granted(),
                "revoked", fold.revoked(),
                "debited", fold.debited(),
                "balance", fold.balance(),
                "held", fold.held());
        sums.forEach((name, sum) -> {
            String said = trial.path(name).asString("nothing");
            if (!said.equals(sum.toString())) {
                report.fails(Check.TRIAL_BALANCE, null,
                        "at position %d, %s is %s by the log and %s by the trial balance"
                                .formatted(position, name, sum, said));
            }
        });
        if (!trial.path("balanced").asBoolean()) {
            report.fails(Check.TRIAL_BALANCE, null, "it says itself that it does not balance");
        }
        report.holds(Check.TRIAL_BALANCE, "at position " + position);
    }

    private void compareAccounts(long position, LedgerFold fold, Map<String, Balance> model) {
        fold.forEach((account, balance) -> {
            Balance said = model.getOrDefault(account, Balance.ZERO);
            if (!said.equals(balance)) {
                report.fails(Check.READ_MODEL, null, ("at position %d, account %s has %d with %d held by the log,"
                        + " and %d with %d by the read model")
                        .formatted(
                                position, account, balance.balance(), balance.held(), said.balance(), said.held()));
            }
        });
        model.forEach((account, said) -> {
            if (!said.equals(fold.of(account))) {
                report.fails(Check.READ_MODEL, null, "account %s has %d by the read model, and is not in the log"
                        .formatted(account, said.balance()));
            }
        });
        report.holds(Check.READ_MODEL, "%d accounts at position %d".formatted(model.size(), position));
    }
}
