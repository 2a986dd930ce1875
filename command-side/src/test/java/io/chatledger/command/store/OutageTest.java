package io.chatledger.command.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.TransactionSystemException;

class OutageTest {

    @ParameterizedTest
    @CsvSource({
        // The connection; resources; whoever operates it; the machine; transactions that were in each other's way.
        "08000, true", "08006, true", "53000, true", "53300, true", "57P01, true", "57014, true", "58030, true",
        "40001, true", "40P01, true", "55P03, true",
        // Values, constraints, SQL, privileges, limits of a program, what is not in a state for it, their neighbours.
        "07000, false", "09000, false", "22001, false", "23505, false", "39000, false", "42601, false", "42501, false",
        "54000, false", "55000, false", "55006, false", "55P02, false", "55P04, false", "56000, false", "59000, false",
        "XX000, false", "0, false", "'', false",
    })
    void onlyWhatPassesByItselfIsOne(String state, boolean outage) {
        var failure = new IllegalStateException(new SQLException("any", state));

        assertThat(Outage.isBehind(failure)).isEqualTo(outage);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"23505", "42601"})
    void aCommitThatFailedAndAPoolWithoutConnectionsAreOnesWhateverTheState(String state) {
        assertThat(Outage.isBehind(new TransactionSystemException("commit", new SQLException("any", state)))).isTrue();
        assertThat(Outage.isBehind(new SQLTransientConnectionException("timed out", state))).isTrue();
        assertThat(Outage.isBehind(new SQLException("any", state))).isFalse();
    }

    @Test
    void whatIsWrongWithUsIsNone() {
        assertThat(Outage.isBehind(new NullPointerException())).isFalse();
        assertThat(Outage.isBehind(new DataIntegrityViolationException("constraint", new SQLException("", "23514"))))
                .isFalse();
    }

    @Test
    void theReasonIsOneLineOfTheFirstCause() {
        assertThat(Outage.reason(new IllegalStateException("outer", new SQLException("gone\n  away", "08006"))))
                .isEqualTo("java.sql.SQLException: gone away");
    }
}
