package io.chatledger.command.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatledger.api.AccountId;
import io.chatledger.api.Actor;
import io.chatledger.api.Balance;
import io.chatledger.api.CheckBalance;
import io.chatledger.api.ConversationId;
import io.chatledger.api.ExpireHold;
import io.chatledger.api.GrantTokens;
import io.chatledger.api.MessageId;
import io.chatledger.api.MessageText;
import io.chatledger.api.ReactivateAccount;
import io.chatledger.api.Reason;
import io.chatledger.api.SendMessage;
import io.chatledger.api.SuspendAccount;
import io.chatledger.api.TokenAmount;
import io.chatledger.command.Api;
import io.chatledger.command.Api.User;
import io.chatledger.command.CommandSide;
import io.chatledger.command.CommandSideTest;
import io.chatledger.command.TestDatabase;
import io.chatledger.command.personal.PersonalKeys;
import java.time.Duration;
import java.time.Year;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.axonframework.common.caching.Cache;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Two copies of command-side on one database, each with a cache of its own. */
@CommandSideTest
class TwoCopiesTest {

    private static ConfigurableApplicationContext other;
    private static final Reason TEST = new Reason("a test");

    @BeforeAll
    static void startTheOtherCopy() {
        other = CommandSide.application()
                .run(
                        "--server.port=0",
                        "--management.server.port=0",
                        "--spring.datasource.url=" + TestDatabase.address(),
                        "--spring.datasource.hikari.maximum-pool-size=4",
                        "--chatledger.keys-folder=target/test-keys",
                        "--chatledger.rate-limits=off",
                        "--chatledger.admin.password=correct horse battery");
    }

    @AfterAll
    static void stopTheOtherCopy() {
        other.close();
    }

    @LocalServerPort
    int port;

    @Autowired
    AccountCommands here;

    @Autowired
    JdbcClient jdbc;

    AccountCommands there;
    Api apiHere;
    Api apiThere;
    User user;
    AccountId account;

    @BeforeEach
    void connect() {
        there = other.getBean(AccountCommands.class);
        apiHere = new Api(port);
        apiThere = new Api(other.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
        user = apiHere.register();
        account = AccountId.parse(user.id());
        assertThat(apiThere.chat(user, "so that the other copy knows the account").status()).isEqualTo(200);
    }

    @Test
    void whatOneGrantsTheOtherSpends() {
        for (int i = 0; i < 39; i++) {
            assertThat(apiHere.chat(user, "spend").status()).isEqualTo(200);
        }
        assertThat(apiThere.chat(user, "none left").status()).isEqualTo(402);
        assertThat(apiHere.chat(user, "none left").status()).isEqualTo(402);

        there.send(new GrantTokens(account, new TokenAmount(100), TEST, Actor.of(new AccountId(UUID.randomUUID()))));

        assertThat(here.send(new CheckBalance(account))).isEqualTo(new Balance(100, 0));
        assertThat(apiHere.chat(user, "one more").status()).isEqualTo(200);
    }

    @Test
    void whatOneSuspendsTheOtherRefusesAndMayReactivate() {
        here.send(new CheckBalance(account));

        there.send(new SuspendAccount(account, TEST, Actor.SYSTEM));
        assertThat(apiHere.chat(user, "hello").status()).isEqualTo(403);

        here.send(new ReactivateAccount(account, TEST, Actor.SYSTEM));
        assertThat(apiThere.chat(user, "hello").status()).isEqualTo(200);
    }

    /** It would be read as an account that never was suspended, because its fields were others. */
    @Test
    void aSnapshotOfAnEarlierVersionIsPassedOver() {
        String newcomer = apiHere.register().id();
        jdbc.sql("""
                INSERT INTO events.snapshot_event (aggregate_identifier, sequence_number, type, event_identifier,
                    metadata, payload, payload_type, time_stamp)
                VALUES (:id, 1, 'UserAccount', :id, '{}',
                    convert_to('{"accountId":"' || :id || '","balance":{"balance":1,"held":0}}', 'UTF8'),
                    :type, '2026-11-20T10:15:30.123Z')
                """)
                .param("id", newcomer)
                .param("type", UserAccount.class.getName())
                .update();

        assertThat(there.send(new CheckBalance(AccountId.parse(newcomer)))).isEqualTo(new Balance(4000, 0));
    }

    @Test
    void theSessionThatEndsHereIsRefusedThereWithinFiveSeconds() {
        assertThat(apiThere.send("GET", "/api/user/sessions", user, null).status()).isEqualTo(200);

        apiHere.post("/api/logout", null, Map.of("refresh", user.refresh()));

        assertThat(apiHere.send("GET", "/api/user/sessions", user, null).status()).isEqualTo(401);
        await().atMost(Duration.ofSeconds(5))
                .until(() -> apiThere.send("GET", "/api/user/sessions", user, null).status() == 401);
    }

    /** Also an account that nobody asks for any more, whose texts the other copy has in memory. */
    @Test
    void whoIsErasedHereIsForgottenThereWithinFiveSeconds() {
        var keys = other.getBean(PersonalKeys.class);
        var accounts = other.getBean(Cache.class);
        int year = Year.now(ZoneOffset.UTC).getValue();
        assertThat(keys.key(user.id(), year)).isNotNull();
        assertThat(accounts.containsKey(user.id())).isTrue();

        assertThat(apiHere.send("DELETE", "/api/user", user, "{\"password\": \"%s\", \"erase\": true}"
                .formatted(Api.PASSWORD)).status()).isEqualTo(204);

        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
            assertThat(keys.key(user.id(), year)).isNull();
            assertThat(accounts.containsKey(user.id())).isFalse();
        });
    }

    @Test
    void theHoldThatOneLeavesBehindTheOtherExpires() {
        var message = new MessageId(UUID.randomUUID());
        here.send(new SendMessage(
                account,
                message,
                new ConversationId(UUID.randomUUID()),
                new MessageText("hi"),
                "echo",
                new TokenAmount(100),
                "100 a message",
                null,
                null));

        assertThat(there.send(new ExpireHold(account, message))).isEqualTo(new Balance(3900, 0));
    }

    @Test
    void bothTogetherSpendNoMoreThanThereIs() throws Exception {
        Callable<Integer> askHere = () -> apiHere.chat(user, "now").status();
        Callable<Integer> askThere = () -> apiThere.chat(user, "now").status();
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Integer> statuses = clients
                    .invokeAll(Stream.generate(() -> List.of(askHere, askThere)).limit(50).flatMap(List::stream)
                            .toList())
                    .stream()
                    .map(Future::resultNow)
                    .toList();

            assertThat(statuses).isSubsetOf(200, 402, 503);
            assertThat(here.send(new CheckBalance(account)).available())
                    .isEqualTo(3900 - 100L * Collections.frequency(statuses, 200));
        }
    }

    @Test
    void eventsOfBothAreNumberedOnce() {
        apiThere.chat(user, "there");
        apiHere.chat(user, "here");

        await().until(() -> jdbc.sql("""
                                SELECT (SELECT count(*) FROM events.domain_event) - (SELECT count(*) FROM events.place)
                                """)
                        .query(Long.class)
                        .single()
                == 0);
        assertThat(jdbc.sql("SELECT max(position) - count(*) FROM events.place").query(Long.class).single())
                .isZero();
    }
}
