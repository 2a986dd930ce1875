package io.chatledger.command.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.chatledger.api.AccountCommand;
import io.chatledger.api.AccountId;
import io.chatledger.api.Actor;
import io.chatledger.api.ChangeRoles;
import io.chatledger.api.ErrorCode;
import io.chatledger.api.ReactivateAccount;
import io.chatledger.api.Reason;
import io.chatledger.api.Role;
import io.chatledger.api.SuspendAccount;
import io.chatledger.command.CommandSide;
import io.chatledger.command.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Command-side on a database of its own, where each test has two administrators, Ada and Ben, and no other. */
@ExtendWith(OutputCaptureExtension.class)
class AdministratorsTest {

    private static final Reason TEST = new Reason("a test");
    private static final Set<Role> ADMIN = Set.of(Role.USER, Role.ADMIN);

    private static ConfigurableApplicationContext side;
    private static Administrators administrators;
    private static AccountCommands commands;
    private static JdbcClient jdbc;
    private static AccountId ada;
    private static AccountId ben;

    @BeforeAll
    static void start(@TempDir Path keys) throws SQLException {
        side = CommandSide.application()
                .run(
                        "--server.port=0",
                        "--management.server.port=0",
                        "--spring.datasource.url=" + TestDatabase.makeAnother("administrators"),
                        "--spring.datasource.hikari.maximum-pool-size=8",
                        "--chatledger.keys-folder=" + keys,
                        "--chatledger.admin.username=ada",
                        "--chatledger.admin.password=correct horse battery");
        administrators = side.getBean(Administrators.class);
        commands = side.getBean(AccountCommands.class);
        jdbc = side.getBean(JdbcClient.class);
        ada = new AccountId(side.getBean(AccountClaims.class).findAll().getFirst().accountId());
        ben = administrators.create("ben", "correct horse battery", TEST, Actor.COMMAND_LINE);
    }

    @AfterAll
    static void stop() {
        side.close();
    }

    @BeforeEach
    void makeBothAdministrators() {
        for (AccountId each : List.of(ada, ben)) {
            commands.send(new ReactivateAccount(each, TEST, Actor.SYSTEM));
            commands.send(new ChangeRoles(each, ADMIN, TEST, Actor.SYSTEM));
        }
    }

    @Test
    void ofTwoAdministratorsWhoDemoteEachOtherAtTheSameMomentOneStays() throws Exception {
        for (int round = 0; round < 20; round++) {
            atOnce(
                    new ChangeRoles(ben, Set.of(), TEST, Actor.of(ada)),
                    new ChangeRoles(ada, Set.of(), TEST, Actor.of(ben)));
            makeBothAdministrators();
        }
    }

    @Test
    void ofTwoAdministratorsOfWhomOneDemotesAndOneSuspendsTheOtherOneStays() throws Exception {
        for (int round = 0; round < 20; round++) {
            atOnce(
                    new ChangeRoles(ben, Set.of(), TEST, Actor.of(ada)),
                    new SuspendAccount(ada, TEST, Actor.of(ben)));
            makeBothAdministrators();
        }
    }

    @Test
    void theLastAdministratorWhoIsNotSuspendedStaysOneHoweverThatIsTried() {
        commands.send(new SuspendAccount(ben, TEST, Actor.of(ada)));

        assertForbidden(new SuspendAccount(ada, TEST, Actor.of(ben)));
        assertForbidden(new ChangeRoles(ada, Set.of(Role.AUDITOR), TEST, Actor.of(ben)));

        commands.send(new ChangeRoles(ben, Set.of(), TEST, Actor.of(ada)));
        commands.send(new ChangeRoles(ada, Set.of(Role.ADMIN, Role.AUDITOR), TEST, Actor.of(ben)));
        assertForbidden(new ChangeRoles(ada, Set.of(), TEST, Actor.of(ben)));
        assertThat(active()).containsExactly(ada);
    }

    @Test
    void theStartGoesOnWithoutAnAdministratorIfSomebodyElseHasTheName(CapturedOutput log) {
        jdbc.sql("UPDATE events.account_claim SET roles = '{USER}'").update();

        administrators.run(new DefaultApplicationArguments());

        assertThat(log).contains("ERROR", "CHATLEDGER_ADMIN_USERNAME").doesNotContain("password, shown only now");
        assertThat(active()).as("whoever has the name is not trusted because of it").isEmpty();
        jdbc.sql("UPDATE events.account_claim SET roles = '{USER,ADMIN}'").update();
    }

    @Test
    void theStartSaysNothingIfThereIsAnAdministrator(CapturedOutput log) {
        administrators.run(new DefaultApplicationArguments());

        assertThat(log).doesNotContain("CHATLEDGER_ADMIN_USERNAME");
        assertThat(active()).containsExactlyInAnyOrder(ada, ben);
    }

    private static void atOnce(AccountCommand one, AccountCommand other) throws Exception {
        try (var administrators = Executors.newVirtualThreadPerTaskExecutor()) {
            var done = administrators.invokeAll(List.of(attempt(one), attempt(other)));

            assertThat(List.of(done.get(0).get(), done.get(1).get())).containsExactlyInAnyOrder(true, false);
            assertThat(active()).hasSize(1);
        }
    }

    private static Callable<Boolean> attempt(AccountCommand command) {
        return () -> {
            try {
                commands.send(command);
                return true;
            } catch (Refusal refusal) {
                assertThat(refusal.code()).isEqualTo(ErrorCode.FORBIDDEN);
                return false;
            }
        };
    }

    private static void assertForbidden(AccountCommand command) {
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> commands.send(command))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.FORBIDDEN));
    }

    private static List<AccountId> active() {
        return side.getBean(AccountClaims.class).findAll().stream()
                .filter(claim -> claim.roles().contains(Role.ADMIN) && !claim.isSuspended())
                .map(claim -> new AccountId(claim.accountId()))
                .toList();
    }
}
