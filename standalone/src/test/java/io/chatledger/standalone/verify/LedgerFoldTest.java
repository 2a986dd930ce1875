package io.chatledger.standalone.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.api.Balance;
import io.chatledger.api.HoldReleased;
import io.chatledger.api.TokenEvent;
import io.chatledger.api.TokensDebited;
import io.chatledger.api.TokensGranted;
import io.chatledger.api.TokensHeld;
import io.chatledger.api.TokensRevoked;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** No event may move tokens that are not there, whoever wrote it. */
class LedgerFoldTest {

    private static final String ACCOUNT = "0197c0de-0000-7000-8000-000000000001";
    private static final String HOLDS = "each hold is resolved once, by what it held";
    private static final String BALANCES = "no balance is below zero";

    private final Report report = new Report();
    private final LedgerFold fold = new LedgerFold(report);
    private long sequence;

    @Test
    void whatTheAggregateDoesIsAccepted() {
        foldAll(granted(1000), revoked(100), held("m1", 100), held("m2", 50), debited("m1", 70, 30),
                released("m2", 50), held("m3", 830), debited("m3", 830, 0));

        assertThat(report.isWrong()).as(report.text()).isFalse();
        assertThat(fold.of(ACCOUNT)).isEqualTo(new Balance(0, 0));
        assertThat(List.of(fold.granted(), fold.revoked(), fold.debited(), fold.balance(), fold.held()))
                .containsExactly(number(1000), number(100), number(900), number(0), number(0));
    }

    static Stream<Arguments> impossible() {
        return Stream.of(
                wrong(HOLDS, "no hold is open for message m1", granted(1000), debited("m1", 100, 0)),
                wrong(HOLDS, "no hold is open for message m1", granted(1000), released("m1", 100)),
                wrong(HOLDS, "no hold is open for message m1",
                        granted(1000), held("m1", 100), held("m2", 100), debited("m1", 100, 0), debited("m1", 100, 0)),
                wrong(HOLDS, "no hold is open for message m1",
                        granted(1000), held("m1", 100), held("m2", 100), debited("m1", 100, 0), released("m1", 100)),
                wrong(HOLDS, "100 were held for message m1, and 99 are resolved",
                        granted(1000), held("m1", 100), debited("m1", 69, 30)),
                wrong(HOLDS, "100 were held for message m1, and 101 are resolved",
                        granted(1000), held("m1", 100), held("m2", 100), debited("m1", 71, 30)),
                wrong(HOLDS, "100 were held for message m1, and 99 are resolved",
                        granted(1000), held("m1", 100), released("m1", 99)),
                wrong(HOLDS, "message m1 is held for already", granted(1000), held("m1", 100), held("m1", 100)),
                wrong(BALANCES, "impossible balance 1000 with 1001 held", granted(1000), held("m1", 1001)),
                wrong(BALANCES, "impossible balance 1000 with 1001 held",
                        granted(1000), held("m1", 1000), held("m2", 1)),
                wrong(BALANCES, "impossible balance -1 with 0 held", granted(1000), revoked(1001)),
                wrong(BALANCES, "impossible balance 99 with 100 held",
                        granted(1000), held("m1", 100), revoked(901)),
                wrong(BALANCES, "negative amount -1", granted(1000), granted(-1)),
                wrong(BALANCES, "negative amount -1", granted(1000), revoked(-1)),
                wrong(BALANCES, "negative amount -1", granted(1000), held("m1", -1)),
                // What is resolved is what was held, all the same.
                wrong(BALANCES, "negative amount -50", granted(1000), held("m1", 100), debited("m1", 150, -50)),
                wrong(BALANCES, "negative amount -50", granted(1000), held("m1", 100), debited("m1", -50, 150)),
                wrong(BALANCES, "overflow", granted(Long.MAX_VALUE), granted(1)),
                wrong(BALANCES, "overflow",
                        granted(1000), held("m1", 100), debited("m1", Long.MAX_VALUE, Long.MAX_VALUE)));
    }

    @ParameterizedTest
    @MethodSource
    void impossible(String check, String what, TokenEvent... events) {
        foldAll(events);

        assertThat(report.text().lines())
                .as(report.text())
                .anyMatch(line -> line.startsWith("WRONG") && line.contains(check)
                        && line.contains("position " + events.length + ": ") && line.contains(what))
                .contains("first bad position: " + events.length, "The log does not hold.");
    }

    @Test
    void theFirstBadPositionIsThatOfWhicheverCheckFindsItFirst() {
        foldAll(granted(10), released("m1", 0), held("m2", 11), debited("m3", 1, 0));

        assertThat(report.text()).contains("first bad position: 2");
        report.fails(Report.Check.ENTRIES, 1L, "it is missing");
        report.fails(Report.Check.ROOT, null, "it is another");
        assertThat(report.text()).contains("first bad position: 1");
    }

    @Test
    void anEventOutOfItsSequenceIsFoundAtItsPosition() {
        fold.add(1, new LogEntry(ACCOUNT, 0, null));
        fold.add(2, new LogEntry(ACCOUNT, 2, null));
        fold.add(3, new LogEntry("another", 1, null));

        assertThat(report.text()).contains("position 2: event 2 of account " + ACCOUNT + " is where 1 ought to be");
    }

    private void foldAll(TokenEvent... events) {
        for (TokenEvent event : events) {
            fold.add(sequence + 1, new LogEntry(ACCOUNT, sequence, event));
            sequence++;
        }
    }

    private static Arguments wrong(String check, String what, TokenEvent... events) {
        return Arguments.of(check, what, events);
    }

    private static BigInteger number(long value) {
        return BigInteger.valueOf(value);
    }

    private static TokensGranted granted(long amount) {
        return new TokensGranted(ACCOUNT, amount, "a test", "SYSTEM");
    }

    private static TokensRevoked revoked(long amount) {
        return new TokensRevoked(ACCOUNT, amount, "a test", "SYSTEM");
    }

    private static TokensHeld held(String message, long amount) {
        return new TokensHeld(ACCOUNT, message, amount, "100 tokens a message");
    }

    private static TokensDebited debited(String message, long amount, long released) {
        return new TokensDebited(ACCOUNT, message, amount, released, null);
    }

    private static HoldReleased released(String message, long amount) {
        return new HoldReleased(ACCOUNT, message, amount, "FAILED");
    }
}
