package io.chatledger.command.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.chatledger.api.ErrorCode;
import io.chatledger.command.CommandSideTest;
import io.chatledger.command.SetClock;
import io.chatledger.command.account.Refusal;
import io.chatledger.command.store.Batches;
import io.chatledger.webaccess.ClientAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

/** As they are by default, on a clock that the tests set. */
@CommandSideTest
class StrangerLimitsTest {

    @Autowired
    JdbcClient jdbc;

    @Autowired
    LimitSettings settings;

    @Autowired
    Environment environment;

    private final SetClock clock = new SetClock();
    private final String account = UUID.randomUUID().toString();
    private final ClientAddress address = new ClientAddress(UUID.randomUUID().toString());
    private KnownAddresses knownAddresses;
    private StrangerLimits limits;

    @BeforeEach
    void make() {
        knownAddresses = new KnownAddresses(jdbc, new Batches(jdbc, 1), settings, clock);
        limits = new StrangerLimits(
                new Attempts(jdbc, new Batches(jdbc, 1), clock), knownAddresses, settings, clock, rateLimits(true));
    }

    @Test
    void asvs631AfterTenWrongPasswordsInARowAnAccountWaitsTwiceAsLongEachTime() {
        tryPasswords(10);

        for (int seconds : new int[] {1, 2, 4, 8, 16, 32, 64, 128, 256, 512}) {
            assertWaits(Duration.ofSeconds(seconds), () -> tryPassword());
            clock.passes(Duration.ofSeconds(seconds).minusMillis(1));
            assertWaits(Duration.ofSeconds(1), () -> tryPassword());
            clock.passes(Duration.ofMillis(1));
            tryPassword();
        }
    }

    @Test
    void strangersWhoTakeEachTurnTheMomentItComesDoNotKeepTheOwnerOutWhereHeHasLoggedInBefore() {
        ClientAddress home = anyAddress();
        logIn(home);
        for (int seconds : new int[] {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900}) {
            letStrangersGuess();
            logIn(home);
            clock.passes(Duration.ofSeconds(seconds));
        }
        letStrangersGuess();

        assertWaits(Duration.ofMinutes(15), () -> limits.beforeLogIn(account, anyAddress()));
        logIn(home);
    }

    @Test
    void whoeverGuessesFromTwoAddressesDoesNotTakeEachTurnOfAnAccountThatWaits() {
        letStrangersGuess();
        List<ClientAddress> two = List.of(anyAddress(), anyAddress());
        for (int turn = 0; turn < 10; turn++) {
            clock.passes(Duration.ofMinutes(15));
            limits.beforeLogIn(account, two.get(turn % 2));
        }
        clock.passes(Duration.ofMinutes(15));
        for (ClientAddress each : two) {
            assertRefused(() -> limits.beforeLogIn(account, each));
        }

        limits.letIn(limits.beforeLogIn(account, anyAddress()));
        assertThatCode(() -> limits.beforeLogIn(account, two.getFirst())).as("waits no more")
                .doesNotThrowAnyException();
    }

    @Test
    void anAddressHasFiveTurnsADay() {
        letStrangersGuess();
        for (int turn = 0; turn < 5; turn++) {
            clock.passes(Duration.ofMinutes(15));
            limits.beforeLogIn(account, address);
        }
        clock.passes(Duration.ofMinutes(15));
        Duration untilTomorrow = Duration.ofDays(1).minus(Duration.ofMinutes(75));
        assertWaits(untilTomorrow, () -> limits.beforeLogIn(account, address));
        limits.beforeLogIn(account, anyAddress());

        clock.passes(untilTomorrow);
        limits.beforeLogIn(account, address);
    }

    @Test
    void anOwnerWaitsForHimselfToo() {
        ClientAddress home = anyAddress();
        logIn(home);
        letStrangersGuess();
        for (int i = 0; i < 10; i++) {
            tryWrongPassword(home);
        }

        for (int seconds : new int[] {1, 2, 4, 8, 16, 32, 64}) {
            clock.passes(Duration.ofSeconds(seconds).minusMillis(1));
            letStrangersGuess();
            assertRefused(() -> limits.beforeLogIn(account, home));
            clock.passes(Duration.ofMillis(1));
            letStrangersGuess();
            tryWrongPassword(home);
        }
        clock.passes(Duration.ofSeconds(128));
        letStrangersGuess();
        logIn(home);
        letStrangersGuess();
        logIn(home);
    }

    @Test
    void aLogInThatStrangersHaveNotHinderedDoesNotEndTheirRow() {
        ClientAddress home = anyAddress();
        logIn(home);
        letStrangersGuess();

        logIn(home);

        assertWaits(Duration.ofSeconds(1), () -> limits.beforeLogIn(account, anyAddress()));
    }

    @Test
    void asvs638WhoeverSharesTheAddressOfAnOwnerDoesNotLearnWhichNameThatWaitsIsHis() {
        ClientAddress office = anyAddress();
        logIn(office);
        String nobody = "nobody: " + UUID.randomUUID();
        for (String name : List.of(account, nobody)) {
            letStrangersGuess(name);

            for (int i = 0; i < 10; i++) {
                LogInTry looked = limits.beforeLogIn(name, office);
                assertThat(looked.mayOpen()).isEqualTo(name.equals(account));
                assertThat(looked.ifWrong(new Refusal(ErrorCode.BAD_CREDENTIALS, "wrong")).details())
                        .containsEntry(Refusal.RETRY_AFTER, 1L);
            }
            assertWaits(Duration.ofSeconds(1), () -> limits.beforeLogIn(name, office));
        }
    }

    @Test
    void anAccountKnowsAnAddressForThirtyDaysAfterTheLastLogInFromThere() {
        ClientAddress home = anyAddress();
        logIn(home);
        clock.passes(Duration.ofDays(1));
        logIn(home);
        clock.passes(Duration.ofDays(30));
        knownAddresses.forgetOld();
        letStrangersGuess();
        assertThat(limits.beforeLogIn(account, home).mayOpen()).isTrue();

        clock.passes(Duration.ofMillis(1));
        assertRefused(() -> limits.beforeLogIn(account, home));
        assertThat(knownAddresses()).isOne();
        knownAddresses.forgetOld();
        assertThat(knownAddresses()).isZero();
    }

    @Test
    void anAccountKnowsTheTwentyAddressesThatItWasLastLoggedInToFrom() {
        List<ClientAddress> addresses = Stream.generate(StrangerLimitsTest::anyAddress).limit(21).toList();
        for (ClientAddress next : addresses) {
            logIn(next);
            clock.passes(Duration.ofMinutes(1));
            logIn(addresses.getFirst());
        }
        letStrangersGuess();

        assertRefused(() -> limits.beforeLogIn(account, addresses.get(1)));
        logIn(addresses.getFirst());
        logIn(addresses.get(2));
        assertThat(knownAddresses()).isEqualTo(20);
    }

    @Test
    void whoeverHasOpenedAnAccountOrReadsItsMailsIsKnownFromThere() {
        letStrangersGuess();
        limits.ownerIsAt(account, address);
        letStrangersGuess();

        logIn(address);
    }

    @Test
    void aHundredLogInsThatFailWhereTheOwnerIsKnownAreTheLastFromThere() {
        logIn(address);
        for (int i = 0; i < 100; i++) {
            clock.passes(Duration.ofSeconds(1));
            letStrangersGuess();
            assertThat(tryWrongPassword(address).code()).isEqualTo(ErrorCode.RATE_LIMITED);
        }

        assertWaits(Duration.ofSeconds(600 - 99), () -> tryAnyPassword(address));
    }

    @Test
    void whoeverAsksAHundredTimesWhileAnAccountWaitsIsNotListenedToAnyMore() {
        takeTurns(1, 2, 4, 8, 16, 32, 64);
        for (int i = 0; i < 99; i++) {
            clock.passes(Duration.ofSeconds(1));
            assertRefused(() -> tryPassword());
        }
        assertThatCode(() -> tryAnyPassword(address)).doesNotThrowAnyException();
        assertRefused(() -> tryPassword());

        assertWaits(Duration.ofSeconds(600 - 98), () -> tryAnyPassword(address));
        clock.passes(Duration.ofSeconds(128 - 99));
        tryRightPassword(anyAddress());
    }

    @Test
    void anAccountNeverWaitsLongerThanAQuarterOfAnHour() {
        tryPasswords(10);
        for (int i = 0; i < 60; i++) {
            clock.passes(Duration.ofMinutes(15));
            tryPassword();
        }

        assertWaits(Duration.ofMinutes(15), () -> tryPassword());
    }

    @Test
    void theRightPasswordEndsTheRow() {
        tryPasswords(10);
        limits.passwordWasRight(account);

        tryPasswords(10);
        assertWaits(Duration.ofSeconds(1), () -> tryPassword());
    }

    @Test
    void asvs631GuessesAtTheSameTimeAreCountedOneByOne() throws Exception {
        Callable<Boolean> guess = () -> {
            try {
                tryPassword();
                return true;
            } catch (Refusal wait) {
                return false;
            }
        };
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var guesses = clients.invokeAll(Collections.nCopies(50, guess)).stream().map(Future::resultNow).toList();

            assertThat(Collections.frequency(guesses, true)).isEqualTo(10);
        }
    }

    @Test
    void aPasswordMayBeCheckedSixtyTimesAMinuteAlsoIfItIsRight() {
        for (int i = 0; i < 60; i++) {
            tryRightPassword(anyAddress());
        }
        clock.passes(Duration.ofSeconds(59));
        assertWaits(Duration.ofSeconds(1), () -> tryRightPassword(anyAddress()));
        limits.passwordWasRight(account);

        clock.passes(Duration.ofSeconds(1));
        tryRightPassword(anyAddress());
    }

    @Test
    void aHundredPasswordsMayBeCheckedFromAnAddressInAMinuteAlsoIfTheyAreRight() {
        for (int i = 0; i < 100; i++) {
            tryAnyPassword(address);
        }
        clock.passes(Duration.ofSeconds(59));
        assertWaits(Duration.ofSeconds(1), () -> tryAnyPassword(address));
        assertThatCode(() -> tryAnyPassword(anyAddress())).doesNotThrowAnyException();

        clock.passes(Duration.ofSeconds(1));
        tryAnyPassword(address);
    }

    @Test
    void fewerPasswordsAreCheckedFromAnAddressThanMayWaitForTheirTurn() {
        assertThat(settings.passwordChecksPerAddress())
                .isLessThanOrEqualTo(environment.getProperty("chatledger.password-hashes-waiting", int.class));
    }

    @Test
    void strangersWhoGuessDoNotUseUpTheChecksOfAnAccount() {
        for (int i = 0; i < 200; i++) {
            try {
                limits.beforePassword(account, anyAddress());
            } catch (Refusal wait) {
                assertThat(wait.details()).containsEntry(Refusal.RETRY_AFTER, 1L);
            }
        }
        clock.passes(Duration.ofSeconds(1));

        tryRightPassword(anyAddress());
    }

    @Test
    void aHundredLogInsMayFailFromAnAddressInTenMinutes() {
        for (int i = 0; i < 99; i++) {
            limits.passwordWasWrong(address);
        }
        clock.passes(Duration.ofMinutes(4));
        tryAnyPassword(address);
        limits.passwordWasWrong(address);

        assertWaits(Duration.ofMinutes(6), () -> tryAnyPassword(address));
        clock.passes(Duration.ofMinutes(6).minusMillis(1));
        assertWaits(Duration.ofSeconds(1), () -> tryAnyPassword(address));
        assertThatCode(() -> tryAnyPassword(new ClientAddress("another"))).doesNotThrowAnyException();
        clock.passes(Duration.ofMillis(1));
        tryAnyPassword(address);

        limits.passwordWasWrong(address);
        assertThatCode(() -> tryAnyPassword(address)).as("counted anew").doesNotThrowAnyException();
    }

    @Test
    void twoHundredAccountsMayBeOpenedFromAnAddressInAnHour() {
        for (int i = 0; i < 200; i++) {
            limits.beforeRegistration(address);
        }

        assertWaits(Duration.ofHours(1), () -> limits.beforeRegistration(address));
        clock.passes(Duration.ofHours(1));
        limits.beforeRegistration(address);
    }

    @Test
    void fiveMailsMayGoToAMailboxInAnHourAndTwentyBeAskedForFromAnAddress() {
        String mailbox = UUID.randomUUID() + "@example.org";
        for (int i = 0; i < 5; i++) {
            assertThat(limits.mayMail(mailbox)).isTrue();
        }
        assertThat(limits.mayMail(mailbox)).isFalse();
        for (int i = 0; i < 20; i++) {
            limits.beforeMailRequest(address);
        }
        assertWaits(Duration.ofHours(1), () -> limits.beforeMailRequest(address));

        clock.passes(Duration.ofHours(1));
        assertThat(limits.mayMail(mailbox)).isTrue();
        limits.beforeMailRequest(address);
    }

    @Test
    void attemptsAreForgottenADayAfterTheLastOne() {
        tryPasswords(10);
        clock.passes(Duration.ofHours(24));
        limits.forgetOldAttempts();
        assertWaitsNot();
        assertThat(rows()).isPositive();

        clock.passes(Duration.ofHours(24).plusMillis(1));
        limits.forgetOldAttempts();
        assertThat(rows()).isZero();
    }

    @Test
    void noNameAndNoAddressIsKept() {
        limits.letIn(limits.beforeLogIn("somebody@example.org", new ClientAddress("somewhere")));

        assertThat(jdbc.sql("""
                SELECT encode(subject, 'escape') FROM events.attempt
                UNION ALL SELECT encode(account, 'escape') || encode(address, 'escape') FROM events.known_address
                """).query(String.class).list())
                .isNotEmpty()
                .noneMatch(kept -> kept.contains("some"));
    }

    @Test
    void switchedOffTheyLimitNothing() {
        var off = new StrangerLimits(
                new Attempts(jdbc, new Batches(jdbc, 1), clock), knownAddresses, settings, clock, rateLimits(false));
        for (int i = 0; i < 300; i++) {
            off.beforePassword(account, address);
            assertThat(off.beforeLogIn(account, address).mayOpen()).isTrue();
            off.passwordWasWrong(address);
            off.beforeRegistration(address);
        }
    }

    @Test
    void aClientHasAWholePrefixOfIpv6AddressesToItself() {
        assertThat(ClientAddress.of("2001:db8:1:2::1")).isEqualTo(ClientAddress.of("2001:db8:1:2:ffff::9"));
        assertThat(ClientAddress.of("2001:db8:1:2::1")).isNotEqualTo(ClientAddress.of("2001:db8:1:3::1"));
        assertThat(ClientAddress.of("192.0.2.1")).isNotEqualTo(ClientAddress.of("192.0.2.2"));
        assertThat(ClientAddress.of("no address")).isEqualTo(ClientAddress.of("no address"));
    }

    private void tryPasswords(int times) {
        for (int i = 0; i < times; i++) {
            tryPassword();
        }
    }

    /** After all that are free, each as soon as it may be. */
    private void takeTurns(int... waitsSeconds) {
        tryPasswords(10);
        for (int seconds : waitsSeconds) {
            clock.passes(Duration.ofSeconds(seconds));
            tryPassword();
        }
    }

    private void tryPassword() {
        limits.beforePassword(account, address);
    }

    private static AccountLimitSettings rateLimits(boolean on) {
        return new AccountLimitSettings(on, 300, 300, 4, 25, 1000);
    }

    private void tryAnyPassword(ClientAddress from) {
        limits.beforePassword(UUID.randomUUID().toString(), from);
    }

    private void tryRightPassword(ClientAddress from) {
        limits.beforePassword(account, from);
        limits.passwordWasRight(account);
    }

    private void logIn(ClientAddress from) {
        LogInTry logIn = limits.beforeLogIn(account, from);
        assertThat(logIn.mayOpen()).isTrue();
        limits.letIn(logIn);
    }

    /** What is told about it. */
    private Refusal tryWrongPassword(ClientAddress from) {
        LogInTry logIn;
        try {
            logIn = limits.beforeLogIn(account, from);
        } catch (Refusal wait) {
            return wait;
        }
        limits.passwordWasWrong(from);
        return logIn.ifWrong(new Refusal(ErrorCode.BAD_CREDENTIALS, "wrong"));
    }

    /** Each from another address, until the account waits. */
    private void letStrangersGuess() {
        letStrangersGuess(account);
    }

    private void letStrangersGuess(String name) {
        assertRefused(() -> {
            while (true) {
                limits.beforeLogIn(name, anyAddress());
            }
        });
    }

    private static ClientAddress anyAddress() {
        return new ClientAddress(UUID.randomUUID().toString());
    }

    private void assertWaitsNot() {
        assertThatCode(() -> tryPassword()).doesNotThrowAnyException();
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(call)
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.RATE_LIMITED));
    }

    private static void assertWaits(Duration wait, ThrowingCallable call) {
        assertThatExceptionOfType(Refusal.class).isThrownBy(call).satisfies(refusal -> {
            assertThat(refusal.code()).isEqualTo(ErrorCode.RATE_LIMITED);
            assertThat(refusal.details()).containsEntry(Refusal.RETRY_AFTER, wait.toSeconds());
        });
    }

    private long knownAddresses() {
        return jdbc.sql("SELECT count(*) FROM events.known_address WHERE account = ?")
                .param(Attempts.hash(account))
                .query(Long.class)
                .single();
    }

    private long rows() {
        return jdbc.sql("SELECT count(*) FROM events.attempt WHERE subject IN (?, ?)")
                .param(Attempts.hash(account))
                .param(Attempts.hash(address.value()))
                .query(Long.class)
                .single();
    }
}
