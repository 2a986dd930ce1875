package io.chatledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;

/** Each application is set up as it lists, and not as a library on its class path would like. */
@ExtendWith(SharedSystems.class)
class AutoConfigurationTest {

    @Test
    void whatNoApplicationListsIsSetUpInNone(OneProcess system) {
        system.newUser().chat("hello").expect(200);

        assertThat(ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader()))
                .contains(UnlistedAutoConfiguration.class.getName());
        assertThat(UnlistedAutoConfiguration.APPLIED_IN).isEmpty();
    }
}
