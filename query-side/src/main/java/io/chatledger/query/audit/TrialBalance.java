package io.chatledger.query.audit;

import io.chatledger.query.balance.Balances;
import io.chatledger.query.statement.StatementSums;
import java.math.BigInteger;

/**
 * The whole ledger on one line, in tokens: what came in and went out by the events, against what is there by the read
 * model.
 *
 * @param granted  by the events, like {@code revoked} and {@code debited}
 * @param held     by the read model, like {@code available}, {@code balance} and {@code accounts}
 * @param position up to which events are counted: that of the read model
 * @param balanced whether granted − revoked − debited = available + held, and events and read model agree on each sum
 */
record TrialBalance(
        BigInteger granted,
        BigInteger revoked,
        BigInteger debited,
        BigInteger held,
        BigInteger available,
        BigInteger balance,
        long accounts,
        long position,
        boolean balanced) {

    /** As of an earlier position: statements tell the balance after each entry, and by it what was revoked. */
    static TrialBalance of(Movements events, StatementSums.Sums model, long position) {
        BigInteger revoked = model.granted().subtract(model.debited()).subtract(model.balance());
        return of(
                events,
                new Balances.Totals(
                        model.accounts(), model.granted(), revoked, model.debited(), model.balance(), model.held()),
                position);
    }

    static TrialBalance of(Movements events, Balances.Totals model, long position) {
        BigInteger left = events.granted().subtract(events.revoked()).subtract(events.debited());
        boolean balanced = left.equals(model.balance())
                && events.granted().equals(model.granted())
                && events.revoked().equals(model.revoked())
                && events.debited().equals(model.debited())
                && events.held().equals(model.held());
        return new TrialBalance(
                events.granted(),
                events.revoked(),
                events.debited(),
                model.held(),
                model.balance().subtract(model.held()),
                model.balance(),
                model.accounts(),
                position,
                balanced);
    }
}
