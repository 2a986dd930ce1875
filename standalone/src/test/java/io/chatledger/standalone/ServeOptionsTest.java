package io.chatledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServeOptionsTest {

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "8000", "65535"})
    void aPortIsAWholeNumberUpTo65535(String given) {
        assertThat(Serve.port("CHATLEDGER_PORT", given)).isEqualTo(Integer.parseInt(given));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "65536", "99999999999", "abc", "80.5", " 80", ""})
    void anythingElseIsNoneAndTheLineSaysWhatIsAllowed(String given) {
        assertThatThrownBy(() -> Serve.port("CHATLEDGER_PORT", given))
                .isInstanceOf(CommandFailed.class)
                .hasMessage("CHATLEDGER_PORT is " + given
                        + "; allowed is a whole number from 0 (any that is free) to 65535.");
    }

    /** So that 9000 is taken if it is free, and any other if not. */
    @Test
    void withoutAManagementPortThereIsNone() {
        assumeThat(System.getenv("CHATLEDGER_MANAGEMENT_PORT")).isNull();
        var serve = Standalone.commandLine().parseArgs("serve").subcommand();

        assertThat(serve.commandSpec().findOption("--management-port").<String>getValue()).isNull();
    }
}
