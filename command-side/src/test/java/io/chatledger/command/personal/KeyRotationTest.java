package io.chatledger.command.personal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatledger.command.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The key that wraps those of accounts is replaced, and every text is still read. */
class KeyRotationTest {

    private static final int YEAR = 2026;
    /** Two batches and one more. */
    private static final List<String> ACCOUNTS =
            Stream.generate(() -> UUID.randomUUID().toString()).limit(2 * Rewrapping.BATCH + 1).toList();

    @TempDir
    Path folder;

    @Test
    void afterARotationEveryKeyOpensWithTheNewKeyAlone() throws IOException, SQLException {
        var database = new DriverManagerDataSource(TestDatabase.another("key_rotation"));
        JdbcClient jdbc = JdbcClient.create(database);
        PersonalKeys first = keys(jdbc);
        var transaction = new TransactionTemplate(new JdbcTransactionManager(database));
        List<SecretKey> made = transaction.execute(
                _ -> ACCOUNTS.stream().map(account -> first.keyToSeal(account, YEAR)).toList());
        transaction.executeWithoutResult(_ -> first.destroy(ACCOUNTS.getFirst()));
        Path file = folder.resolve("personal-key");
        String old = Files.readString(file);

        PersonalKeys.rotate(folder);
        assertThatThrownBy(() -> PersonalKeys.rotate(folder)).as("before a start has used the first")
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("not finished");
        PersonalKeys second = keys(jdbc);

        assertThat(Files.readString(file)).isNotEqualTo(old);
        assertThat(folder.resolve("personal-key-before")).doesNotExist();
        assertThat(second.key(ACCOUNTS.getFirst(), YEAR)).as("erased stays erased").isNull();
        for (int i = 1; i < ACCOUNTS.size(); i++) {
            assertThat(second.key(ACCOUNTS.get(i), YEAR)).isEqualTo(made.get(i));
        }
        assertThat(keys(jdbc).key(ACCOUNTS.getLast(), YEAR)).as("and once more").isEqualTo(made.getLast());
        Files.writeString(file, old);
        assertThatThrownBy(() -> keys(jdbc)).as("the old one opens nothing")
                .hasMessageContaining("cannot be unwrapped");
    }

    @Test
    void whatWasInterruptedIsFinished() throws IOException, SQLException {
        JdbcClient jdbc = JdbcClient.create(new DriverManagerDataSource(TestDatabase.another("key_rotation_half")));
        PersonalKeys first = keys(jdbc);
        ACCOUNTS.subList(0, 2).forEach(account -> first.keyToSeal(account, YEAR));
        String old = Files.readString(folder.resolve("personal-key"));
        PersonalKeys.rotate(folder);
        PersonalKeys second = keys(jdbc);

        // As when it ended between a batch and the next.
        Files.writeString(folder.resolve("personal-key-before"), old);
        second.keyToSeal(ACCOUNTS.get(2), YEAR);

        PersonalKeys third = keys(jdbc);
        assertThat(ACCOUNTS.subList(0, 3)).allMatch(account -> third.key(account, YEAR) != null);
    }

    private PersonalKeys keys(JdbcClient jdbc) throws IOException {
        return new PersonalKeys(jdbc, new PersonalSettings(
                "", "", folder, 10_000, Duration.ofMinutes(10), Duration.ofSeconds(2)));
    }
}
