package io.chatledger.query.overview;

import java.math.BigInteger;
import java.time.LocalDate;
import java.util.List;

/**
 * What administrators see first.
 *
 * @param accounts at the end of the last day, without those that are closed
 * @param active   accounts that have sent a message on the last day
 * @param results  the days, newest first, also those on which nothing happened
 */
record Overview(long accounts, long active, List<Day> results) {

    /**
     * A day in UTC. Tokens are those of all accounts together.
     *
     * @param spent what replies have cost
     * @param held  at its end
     */
    record Day(
            LocalDate day,
            long accounts,
            long registered,
            long messages,
            BigInteger granted,
            BigInteger revoked,
            BigInteger spent,
            BigInteger held) {}
}
